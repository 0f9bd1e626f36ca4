import type { Condition, FieldKind, Rule } from "~/api/types";
import type { FieldInfo } from "./field";
import { durationWords } from "../time/duration";
import { isGroup, takesNoValue } from "./rules";

/** Operators as the contract names them, in words, by what a field holds. */
const WORDS: Record<string, string> = {
  "=": "is",
  "!=": "is not",
  "<": "is less than",
  "<=": "is at most",
  ">": "is more than",
  ">=": "is at least",
  contains: "contains",
  doesNotContain: "does not contain",
  beginsWith: "begins with",
  endsWith: "ends with",
  in: "is one of",
  notIn: "is none of",
  between: "is between",
  notBetween: "is not between",
  null: "is not known",
  notNull: "is known",
};

const DATE_WORDS: Record<string, string> = { "<": "is before", "<=": "is on or before", ">": "is after", ">=": "is on or after" };

const TAG_WORDS: Record<string, string> = { contains: "include", doesNotContain: "do not include", null: "are empty", notNull: "are not empty" };

const TEXT = ["=", "!=", "contains", "doesNotContain", "beginsWith", "endsWith", "in", "notIn", "null", "notNull"];

const NUMBER = ["=", "!=", "<", "<=", ">", ">=", "between", "notBetween", "null", "notNull"];

const BY_KIND: Record<FieldKind, string[]> = {
  text: TEXT,
  number: NUMBER,
  boolean: ["=", "null", "notNull"],
  date: NUMBER,
  datetime: NUMBER,
  tags: ["contains", "doesNotContain", "null", "notNull"],
  choice: ["=", "!=", "in", "notIn"],
  event: ["="],
};

export interface OperatorInfo {
  name: string;
  label: string;
}

export function operatorsFor(kind: FieldKind): OperatorInfo[] {
  return BY_KIND[kind].map((name) => ({ name, label: operatorWords(name, kind) }));
}

export function operatorWords(name: string, kind: FieldKind): string {
  const special = kind === "date" || kind === "datetime" ? DATE_WORDS[name] : kind === "tags" ? TAG_WORDS[name] : undefined;
  return special ?? WORDS[name] ?? name;
}

/** `contact.first_name` as people say it: "first name". Events keep their names. */
export function fieldWords(field: string): string {
  const [root, ...rest] = field.split(".");
  const name = rest.join(".").replaceAll("_", " ");
  switch (root) {
    case "contact":
      return name;
    case "consent":
      return name === "sms" ? "SMS consent" : "e-mail consent";
    case "event":
    case "entry":
      return `${root === "entry" ? "the starting event's" : "the event's"} ${name}`;
    case "happened":
      return rest.join(".");
    case "message":
      return `the message of ${rest.join(".")}`;
    case "segment":
      return `segment ${rest.join(".")}`;
    default:
      return field;
  }
}

const CONSENT_WORDS: Record<string, string> = {
  opted_in: "opted in",
  opted_out: "opted out",
  pending: "pending",
  unknown: "unknown",
};

const BEHAVIOUR_WORDS: Record<string, string> = {
  sent: "was sent a text",
  delivered: "a text arrived",
  clicked: "opened a link in a text",
  replied: "replied to a text",
  not_sent: "a text was skipped or failed",
};

/** One rule as a clause of a sentence: "plan is pro", "opted in to SMS", "purchase happened in the last 7 days". */
export function ruleWords(rule: Rule, info?: FieldInfo): string {
  const [root, ...rest] = rule.field.split(".");
  if (rule.field === "") return "…";
  if (root === "consent" && rule.operator === "=" && typeof rule.value === "string") {
    const channel = rest[0] === "sms" ? "SMS" : "e-mail";
    if (rule.value === "opted_in") return `opted in to ${channel}`;
    if (rule.value === "opted_out") return `opted out of ${channel}`;
  }
  if (root === "happened") {
    const negative = rule.value === false || rule.operator === "!=";
    return `${rest.join(".")} ${negative ? "did not happen" : "happened"}${rule.within ? ` in the last ${durationWords(rule.within)}` : ""}`;
  }
  if (root === "behaviour") {
    const negative = rule.value === false || rule.operator === "!=";
    const what = BEHAVIOUR_WORDS[rest[0] ?? ""] ?? rest.join(".");
    return `${negative ? "not: " : ""}${what}${rule.within ? ` in the last ${durationWords(rule.within)}` : ""}`;
  }
  if (root === "segment") {
    const outside = (rule.value === false) !== (rule.operator === "!=");
    return `${outside ? "not in" : "in"} segment ${info?.label ?? rest.join(".")}`;
  }
  if (root === "message") return `${fieldWords(rule.field)} ${operatorWords(rule.operator, "choice")} ${String(rule.value).replace("_", " ")}`;
  const kind = info?.kind ?? (rule.field === "contact.tags" ? "tags" : "text");
  const words = `${info?.label?.toLowerCase() ?? fieldWords(rule.field)} ${operatorWords(rule.operator, kind)}`;
  return takesNoValue(rule.operator) ? words : `${words} ${valueWords(rule.value, root)}`;
}

/** Values of a list that a sentence says; the others are counted. */
const MANY = 8;

function valueWords(value: unknown, root: string | undefined): string {
  if (value === true) return "yes";
  if (value === false) return "no";
  if (value === "" || value === null || value === undefined) return "…";
  if (Array.isArray(value)) {
    if (value.length === 0) return "…";
    const words = value.slice(0, MANY).map((item) => valueWords(item, root)).join(", ");
    return value.length > MANY ? `${words} and ${(value.length - MANY).toLocaleString("en")} more` : words;
  }
  return root === "consent" ? (CONSENT_WORDS[String(value)] ?? String(value)) : String(value);
}

/** A whole condition in words; an empty one holds for everybody. */
export function conditionWords(condition: Condition, info: (field: string) => FieldInfo | undefined = () => undefined): string {
  if (condition.rules.length === 0) return "everybody";
  const parts = condition.rules.map((part) => {
    if (!isGroup(part)) return ruleWords(part, info(part.field));
    const inner = conditionWords(part, info);
    return part.rules.length > 1 && !part.not ? `(${inner})` : inner;
  });
  const words = parts.join(condition.combinator === "and" ? " and " : " or ");
  return condition.not ? `not (${words})` : words;
}
