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

  const rule = (part: Rule, want: boolean): boolean => {
    const [root = "", ...rest] = part.field.split(".");
    const name = rest.join(".");
    switch (root) {
      case "consent": {
        const known = draft.consent.get(name);
        if (known !== undefined) return holds(part, known);
        const value = consentFor(part, want);
        draft.consent.set(name, value);
        return holds(part, value);
      }
      case "contact":
        if (name === "tags") return tag(part, want);
        return settle(draft.contact, name, part, want, field(fields, part.field, null));
      case "event":
      case "entry":
        return settle(draft.entry, name, part, want, field(fields, name, draft));
      case "happened": {
        const did = draft.happened.has(name) || want === (part.value !== false);
        if (did) draft.happened.add(name);
        return did === (part.value !== false);
      }
      default:
        // Segments and what became of messages are not for a rehearsal's people to have.
        return part.operator === "!=" || part.operator === "notIn" || part.value === false;
    }
  };

  const tag = (part: Rule, want: boolean): boolean => {
    const wants = part.operator === "contains" || part.operator === "in" || part.operator === "notNull" ? want : !want;
    const [value] = Array.isArray(part.value) ? (part.value as unknown[]) : [part.value];
    if (wants) draft.tags.add(typeof value === "string" && value !== "" ? value : "sample");
    return want;
  };

  const settle = (values: Map<string, Json>, name: string, part: Rule, want: boolean, known: Known): boolean => {
    const before = values.get(name);
    if (before !== undefined) return holds(part, before);
    const value = valueFor(part, want, { name, known, spoken: spoken.get(part.field) ?? new Set() }, now);
    values.set(name, value);
    return holds(part, value);
  };

  return group;
}

const aboutConsent = (part: Rule | Condition): boolean => !isGroup(part) && part.field.startsWith("consent.");

export function field(fields: Fields, name: string, event: Draft | null): Known {
  if (event === null) return fields.fields.find((item) => item.name === name);
  const properties = fields.events.flatMap((item) => item.properties);
  const property = properties.find((item) => item.name === name);
  return property && { label: name, ...property };
}

const STATES = ["opted_in", "unknown", "opted_out", "pending"];

const consentFor = (rule: Rule, want: boolean): string => STATES.find((state) => holds(rule, state) === want) ?? "unknown";
