import type { Condition, JourneyDocument, Json, RehearsalContact, Step, StepOf, StepType } from "~/api/types";
import { isGroup } from "~/journey/conditions/rules";
import { edgeFrom, stepById, triggerOf } from "~/journey/document/document";
import type { Fields } from "~/journey/conditions/field";
import type { Traveller } from "~/journey/steps/definition";
import { definitionOf } from "~/journey/steps/registry";
import { entryCondition } from "~/journey/steps/types/trigger";
import { type Draft, type Solve, solver } from "./settling";

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
  const drafts: Draft[] = [];
  for (const wish of wishes) {
    const draft = drafted(document, fields, wish, now);
    if (drafts.length < MOST && !drafts.some((other) => traits(other) === traits(draft))) drafts.push(draft);
  }
  return drafts.map((draft, index) => embodied(draft, index));
}

interface Wish {
  /** Which decision of a step should hold; null for none of them. */
  path: (step: string) => number | null;
  optedIn: boolean;
  /** Whether the start's own condition holds. */
  taken: boolean;
}

function drafted(document: JourneyDocument, fields: Fields, wish: Wish, now: number): Draft {
  const draft: Draft = { contact: new Map(), consent: new Map(), tags: new Set(), entry: new Map(), happened: new Set() };
  if (!wish.optedIn) draft.consent.set("sms", "unknown");
  const solve = solver(draft, fields, valuesNamed(document), now);
  const where = entrance(document);
  if (where) solve(where, wish.taken);
  if (!wish.taken) return draft;
  const passed = new Set<string>();
  for (let step: Step | undefined = triggerOf(document); step && !passed.has(step.id); step = next(document, step, wish, solve)) passed.add(step.id);
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

const decisionsOf = <T extends StepType>(step: StepOf<T>): readonly Condition[] => definitionOf(step.type).decisions?.(step.data) ?? [];

const outletTaken = <T extends StepType>(step: StepOf<T>, traveller: Traveller): string =>
  definitionOf(step.type).outletTaken?.(step.data, traveller) ?? "next";

/** The values that the journey's conditions speak of, by field. */
function valuesNamed(document: JourneyDocument): Map<string, Set<unknown>> {
  const byField = new Map<string, Set<unknown>>();
  const look = (condition: Condition): void => {
    for (const part of condition.rules) {
      if (isGroup(part)) look(part);
      else {
        const values: unknown[] = Array.isArray(part.value) ? part.value : [part.value];
        byField.set(part.field, new Set([...(byField.get(part.field) ?? []), ...values]));
      }
    }
  };
  const where = entrance(document);
  if (where) look(where);
  for (const step of document.nodes) for (const condition of decisionsOf(step)) look(condition);
  return byField;
}

/** What decides how somebody is treated. Whoever says nothing of consent has opted in. */
const traits = (draft: Draft): string =>
  JSON.stringify([
    [...draft.contact].toSorted(byName),
    [...draft.consent].filter(([name, state]) => name !== "sms" || state !== "opted_in").toSorted(byName),
    [...draft.tags].toSorted(),
    [...draft.entry].toSorted(byName),
    [...draft.happened].toSorted(),
  ]);

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
