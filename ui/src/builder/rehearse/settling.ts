import type { Condition, Json, Rule } from "~/api/types";
import { isGroup } from "~/journey/conditions/rules";
import type { Fields } from "~/journey/conditions/field";
import type { Traveller } from "~/journey/steps/definition";
import { holds, type Known, valueFor } from "./ruleValues";

/** What is settled about somebody. What was settled first stays. */
export interface Draft {
  contact: Map<string, Json>;
  consent: Map<string, string>;
  tags: Set<string>;
  entry: Map<string, Json>;
  happened: Set<string>;
}

export type Solve = Traveller["settle"];

export function solver(draft: Draft, fields: Fields, spoken: ReadonlyMap<string, ReadonlySet<unknown>>, now: number): Solve {
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

export function field(fields: Fields, name: string, event: Draft | null): Known {
  if (event === null) return fields.fields.find((one) => one.name === name);
  const properties = fields.events.flatMap((one) => one.properties);
  const found = properties.find((one) => one.name === name);
  return found && { label: name, ...found };
}

const STATES = ["opted_in", "unknown", "opted_out", "pending"];

const consentFor = (one: Rule, want: boolean): string => STATES.find((state) => holds(one, state) === want) ?? "unknown";
