import type { Condition, JourneyDocument, Json, RehearsalContact, Rule, Step, StepOf, StepType } from "~/api/types";
import { isGroup } from "~/journey/conditions/conditions";
import { edgeFrom, stepById, triggerOf } from "~/journey/document/document";
import type { Fields } from "~/journey/conditions/field";
import { sampleValue } from "~/journey/fields/samples";
import type { Traveller } from "~/journey/steps/definition";
import { definitionOf } from "~/journey/steps/registry";
import { entryCondition } from "~/journey/steps/types/trigger";

/** Somebody invented for a rehearsal, with what happens to them so that they pass the steps they are there to show. */
export interface Invented {
  contact: RehearsalContact;
  /** Properties of the event that lets them enter. */
  entry: Record<string, Json>;
  /** Names of events that have happened to them before. */
  happened: string[];
}

/** At most so many people begin a rehearsal. */
const MOST = 5;

const FACES = [
  ["Ann", "Archer", "+12125550101", "America/New_York"],
  ["Ben", "Baker", "+13105550102", "America/Los_Angeles"],
  ["Cleo", "Carter", "+13125550103", "America/Chicago"],
  ["Dev", "Desai", "+13035550104", "America/Denver"],
  ["Eli", "Evans", "+16175550105", "America/New_York"],
] as const;

/** Columns of a contact; everything else that conditions ask of is an attribute. */
const COLUMNS = ["first_name", "last_name", "email", "phone", "country", "language", "timezone"] as const;
const isColumn = (name: string): name is (typeof COLUMNS)[number] => (COLUMNS as readonly string[]).includes(name);

const FIRST = () => 0;

/**
 * People for whom the journey goes differently: one who fits every condition, one who did not opt in, one whom the
 * branches send elsewhere, one for each further path, and one whom the start does not take. Those who would be the
 * same as somebody before are left out.
 */
export function peopleFor(document: JourneyDocument, fields: Fields, now: number): Invented[] {
  const wishes: Wish[] = [
    { path: FIRST, optedIn: true, taken: true },
    { path: () => null, optedIn: true, taken: true },
    { path: FIRST, optedIn: false, taken: true },
    ...(entrance(document) ? [{ path: FIRST, optedIn: true, taken: false }] : []),
    ...document.nodes.flatMap((step) =>
      decisionsOf(step).slice(1).map((_, index): Wish => ({ path: (id) => (id === step.id ? index + 1 : 0), optedIn: true, taken: true })),
    ),
  ];
  const found: Draft[] = [];
  for (const wish of wishes) {
    const draft = drafted(document, fields, wish, now);
    if (found.length < MOST && !found.some((one) => same(one, draft))) found.push(draft);
  }
  return found.map((draft, index) => embodied(draft, index));
}

interface Wish {
  /** Which decision of a step should hold; null for none of them. */
  path: (step: string) => number | null;
  optedIn: boolean;
  /** Whether the start's own condition holds. */
  taken: boolean;
}

/** What is settled about somebody. What was settled first stays. */
interface Draft {
  contact: Map<string, Json>;
  consent: Map<string, string>;
  tags: Set<string>;
  entry: Map<string, Json>;
  happened: Set<string>;
}

function drafted(document: JourneyDocument, fields: Fields, wish: Wish, now: number): Draft {
  const draft: Draft = { contact: new Map(), consent: new Map(), tags: new Set(), entry: new Map(), happened: new Set() };
  if (!wish.optedIn) draft.consent.set("sms", "unknown");
  const solve = solver(draft, fields, named(document), now);
  const where = entrance(document);
  if (where) solve(where, wish.taken);
  if (!wish.taken) return draft;
  const seen = new Set<string>();
  for (let step: Step | undefined = triggerOf(document); step && !seen.has(step.id); step = next(document, step, wish, solve)) seen.add(step.id);
  return draft;
}

/** The condition of the start, where it has one. */
function entrance(document: JourneyDocument): Condition | null {
  const trigger = triggerOf(document);
  const where = trigger ? entryCondition(trigger.data.on) : null;
  return where !== null && where.rules.length > 0 ? where : null;
}

/** The step that comes after, with what leads there settled. */
function next(document: JourneyDocument, step: Step, wish: Wish, solve: Solve): Step | undefined {
  const outlet = outletTaken(step, { optedIn: wish.optedIn, decision: wish.path(step.id), settle: solve });
  const edge = edgeFrom(document, step.id, outlet);
  return edge && stepById(document, edge.target);
}

type Solve = Traveller["settle"];

const decisionsOf = <T extends StepType>(step: StepOf<T>): readonly Condition[] => definitionOf(step.type).decisions?.(step.data) ?? [];

const outletTaken = <T extends StepType>(step: StepOf<T>, traveller: Traveller): string =>
  definitionOf(step.type).outletTaken?.(step.data, traveller) ?? "next";

function solver(draft: Draft, fields: Fields, spoken: ReadonlyMap<string, ReadonlySet<unknown>>, now: number): Solve {
  const group = (condition: Condition, want: boolean): boolean => {
    if (condition.rules.length === 0) return condition.not !== true;
    const inner = condition.not === true ? !want : want;
    const all = condition.combinator === "and";
    // One part decides when an "or" is to hold or an "and" is not to; else every part has its say.
    const decides = all !== inner;
    // Consent is left as it is where anything else can decide: somebody without it is there anyway.
    const parts = decides ? condition.rules.toSorted((a, b) => Number(aboutConsent(a)) - Number(aboutConsent(b))) : condition.rules;
    let settled = false;
    const holding = parts.map((part) => {
      const wish = decides && settled ? !inner : inner;
      const does = isGroup(part) ? group(part, wish) : rule(part, wish);
      if (does === inner) settled = true;
      return does;
    });
    const does = all ? holding.every(Boolean) : holding.some(Boolean);
    return condition.not === true ? !does : does;
  };

  const rule = (one: Rule, want: boolean): boolean => {
    const [root = "", ...rest] = one.field.split(".");
    const name = rest.join(".");
    switch (root) {
      case "consent": {
        const known = draft.consent.get(name);
        if (known !== undefined) return holds(one, known);
        const value = consentFor(one, want);
        draft.consent.set(name, value);
        return holds(one, value);
      }
      case "contact":
        if (name === "tags") return tag(one, want);
        return settle(draft.contact, name, one, want, field(fields, one.field, null));
      case "event":
      case "entry":
        return settle(draft.entry, name, one, want, field(fields, name, draft));
      case "happened": {
        const did = draft.happened.has(name) || want === (one.value !== false);
        if (did) draft.happened.add(name);
        return did === (one.value !== false);
      }
      default:
        // Segments and what became of messages are not for a rehearsal's people to have.
        return one.operator === "!=" || one.operator === "notIn" || one.value === false;
    }
  };

  const tag = (one: Rule, want: boolean): boolean => {
    const wants = one.operator === "contains" || one.operator === "in" || one.operator === "notNull" ? want : !want;
    const [value] = Array.isArray(one.value) ? (one.value as unknown[]) : [one.value];
    if (wants) draft.tags.add(typeof value === "string" && value !== "" ? value : "sample");
    return want;
  };

  const settle = (into: Map<string, Json>, name: string, one: Rule, want: boolean, known: Known): boolean => {
    const before = into.get(name);
    if (before !== undefined) return holds(one, before);
    const value = valueFor(one, want, { name, known, spoken: spoken.get(one.field) ?? new Set() }, now);
    into.set(name, value);
    return holds(one, value);
  };

  return group;
}

const aboutConsent = (part: Rule | Condition): boolean => !isGroup(part) && part.field.startsWith("consent.");

type Known = Fields["fields"][number] | undefined;

function field(fields: Fields, name: string, event: Draft | null): Known {
  if (event === null) return fields.fields.find((one) => one.name === name);
  const properties = fields.events.flatMap((one) => one.properties);
  const found = properties.find((one) => one.name === name);
  return found && { label: name, ...found };
}

const STATES = ["opted_in", "unknown", "opted_out", "pending"];

const consentFor = (one: Rule, want: boolean): string => STATES.find((state) => holds(one, state) === want) ?? "unknown";

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

/** The values that the journey's conditions speak of, by field. */
function named(document: JourneyDocument): Map<string, Set<unknown>> {
  const found = new Map<string, Set<unknown>>();
  const look = (condition: Condition): void => {
    for (const part of condition.rules) {
      if (isGroup(part)) look(part);
      else {
        const values: unknown[] = Array.isArray(part.value) ? part.value : [part.value];
        found.set(part.field, new Set([...(found.get(part.field) ?? []), ...values]));
      }
    }
  };
  const where = entrance(document);
  if (where) look(where);
  for (const step of document.nodes) for (const condition of decisionsOf(step)) look(condition);
  return found;
}

interface Asked {
  name: string;
  known: Known;
  /** Values that some condition speaks of, so that none of them is "another". */
  spoken: ReadonlySet<unknown>;
}

/** A value for which the rule holds, or does not; null where having none is what is asked for. */
function valueFor(one: Rule, want: boolean, { name, known, spoken }: Asked, now: number): Json {
  if (one.operator === "beginsWith" || one.operator === "endsWith") return want ? jsonOf(one.value) : another(one.value, known, spoken);
  const operator = want ? one.operator : (OPPOSITE[one.operator] ?? one.operator);
  const list: unknown[] = Array.isArray(one.value) ? one.value : [one.value];
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
  const occurs = (known?.values ?? []).map((one) => (typeof one === "string" ? one : one.value));
  return occurs.find((one) => !spoken.has(one)) ?? "something else";
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
function holds(one: Rule, value: Json): boolean {
  const list: unknown[] = Array.isArray(one.value) ? one.value : [one.value];
  const has = value !== null && value !== "";
  const order = (other: unknown): number => {
    if (typeof value === "number" || typeof other === "number") return Number(value) - Number(other);
    return String(value).localeCompare(String(other));
  };
  const equal = (other: unknown): boolean => value === other || (has && String(value) === String(other));
  switch (one.operator) {
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

/** Whether two people would be treated alike. Whoever says nothing of consent has opted in. */
function same(a: Draft, b: Draft): boolean {
  const told = (one: Draft) =>
    JSON.stringify([
      [...one.contact].toSorted(byName),
      [...one.consent].filter(([name, state]) => name !== "sms" || state !== "opted_in").toSorted(byName),
      [...one.tags].toSorted(),
      [...one.entry].toSorted(byName),
      [...one.happened].toSorted(),
    ]);
  return told(a) === told(b);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => a.localeCompare(b);

function embodied(draft: Draft, index: number): Invented {
  const [first_name, last_name, phone, timezone] = FACES[index] ?? FACES[0];
  const own = [...draft.contact].filter(([name]) => isColumn(name)) as [string, string | null][];
  const attributes = Object.fromEntries([...draft.contact].filter(([name, value]) => !isColumn(name) && value !== null));
  const sms = draft.consent.get("sms") ?? "opted_in";
  const email = draft.consent.get("email");
  return {
    contact: {
      external_id: first_name.toLowerCase(),
      first_name,
      last_name,
      phone,
      email: `${first_name.toLowerCase()}@example.com`,
      timezone,
      ...Object.fromEntries(own),
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(draft.tags.size > 0 ? { tags: [...draft.tags] } : {}),
      sms_consent: consentOf(sms),
      ...(email === undefined ? {} : { email_consent: consentOf(email) }),
    },
    entry: Object.fromEntries([...draft.entry].filter(([, value]) => value !== null)),
    happened: [...draft.happened],
  };
}

const consentOf = (state: string): NonNullable<RehearsalContact["sms_consent"]> =>
  state === "opted_in" ? { state, source: "web form" } : { state: state as "unknown" };
