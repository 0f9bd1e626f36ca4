import type { Json, Rule } from "~/api/types";
import type { Fields } from "~/journey/conditions/field";
import { sampleValue } from "~/journey/fields/samples";

export type Known = Fields["fields"][number] | undefined;

const OPPOSITE: Record<string, string> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  contains: "doesNotContain",
  doesNotContain: "contains",
  in: "notIn",
  notIn: "in",
  between: "notBetween",
  notBetween: "between",
  null: "notNull",
  notNull: "null",
};

interface Asked {
  name: string;
  known: Known;
  /** Values that some condition speaks of, so that none of them is "another". */
  spoken: ReadonlySet<unknown>;
}

/** A value for which the rule holds, or does not; null where having none is what is asked for. */
export function valueFor(rule: Rule, want: boolean, { name, known, spoken }: Asked, now: number): Json {
  if (rule.operator === "beginsWith" || rule.operator === "endsWith") return want ? jsonOf(rule.value) : another(rule.value, known, spoken);
  const operator = want ? rule.operator : (OPPOSITE[rule.operator] ?? rule.operator);
  const list: unknown[] = Array.isArray(rule.value) ? rule.value : [rule.value];
  const [first, second] = list;
  switch (operator) {
    case "=":
    case "<=":
    case ">=":
    case "contains":
    case "in":
    case "between":
      return jsonOf(first);
    case "<":
    case "notBetween":
      return moved(first, -1);
    case ">":
      return moved(second ?? first, 1);
    case "null":
      return null;
    case "notNull":
      return sampleValue(name, known, now);
    default:
      return another(first, known, spoken);
  }
}

const jsonOf = (value: unknown): Json => (value === undefined ? null : (value as Json));

/** A value that is not this one: one that occurs and that no condition speaks of, where there is one. */
function another(value: unknown, known: Known, spoken: ReadonlySet<unknown>): Json {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number" || isDate(value)) return moved(value, 1);
  const occurs = (known?.values ?? []).map((item) => (typeof item === "string" ? item : item.value));
  return occurs.find((other) => !spoken.has(other)) ?? "something else";
}

const isDate = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value);

function moved(value: unknown, by: number): Json {
  if (typeof value === "number") return value + by;
  if (typeof value === "string" && value !== "" && Number.isFinite(Number(value))) return Number(value) + by;
  if (!isDate(value)) return jsonOf(value);
  const day = new Date(Date.parse(value) + by * 86_400_000).toISOString();
  return value.length === 10 ? day.slice(0, 10) : day.replace(/\.\d+Z$/, "Z");
}

/** Whether a rule holds for a plain value, as far as people here need to know. */
export function holds(rule: Rule, value: Json): boolean {
  const list: unknown[] = Array.isArray(rule.value) ? rule.value : [rule.value];
  const has = value !== null && value !== "";
  const order = (other: unknown): number => {
    if (typeof value === "number" || typeof other === "number") return Number(value) - Number(other);
    return String(value).localeCompare(String(other));
  };
  const equal = (other: unknown): boolean => value === other || (has && String(value) === String(other));
  switch (rule.operator) {
    case "=":
    case "in":
      return list.some(equal);
    case "!=":
    case "notIn":
      return !list.some(equal);
    case "<":
      return has && order(list[0]) < 0;
    case "<=":
      return has && order(list[0]) <= 0;
    case ">":
      return has && order(list[0]) > 0;
    case ">=":
      return has && order(list[0]) >= 0;
    case "between":
      return has && order(list[0]) >= 0 && order(list[1]) <= 0;
    case "notBetween":
      return has && (order(list[0]) < 0 || order(list[1]) > 0);
    case "contains":
      return has && String(value).includes(String(list[0]));
    case "doesNotContain":
      return !(has && String(value).includes(String(list[0])));
    case "beginsWith":
      return has && String(value).startsWith(String(list[0]));
    case "endsWith":
      return has && String(value).endsWith(String(list[0]));
    case "null":
      return !has;
    case "notNull":
      return has;
    default:
      return false;
  }
}
