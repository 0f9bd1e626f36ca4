import type { AnyCondition, Condition, Rule } from "~/api/types";
import type { FieldInfo } from "./field";

export const isGroup = (part: Rule | Condition): part is Condition => "rules" in part;

/** A condition with every rule passed through `change`. */
export function mapRules(condition: Condition, change: (rule: Rule) => Rule): Condition {
  return {
    ...condition,
    rules: condition.rules.map((part) => (isGroup(part) ? mapRules(part, change) : change(part))),
  };
}

/** The condition with what a file may leave out. */
export function completedCondition(condition: AnyCondition | null | undefined): Condition {
  return {
    ...condition,
    combinator: condition?.combinator ?? "and",
    rules: (condition?.rules ?? []).map((part) => ("field" in part ? part : completedCondition(part))),
  };
}

export const takesNoValue = (operator: string): boolean => operator === "null" || operator === "notNull";

export const takesList = (operator: string): boolean => operator === "in" || operator === "notIn";

export const takesRange = (operator: string): boolean => operator === "between" || operator === "notBetween";

/** A value to begin with when the field or the operator of a rule changes. */
export function firstValue(field: FieldInfo | undefined, operator: string): unknown {
  if (takesNoValue(operator)) return null;
  if (takesRange(operator)) return field?.kind === "number" ? [0, 0] : ["", ""];
  if (takesList(operator)) return [];
  if (field === undefined) return "";
  if (field.kind === "boolean" || field.kind === "event") return true;
  if (field.kind === "number") return 0;
  const [value] = field.values ?? [];
  if (field.kind === "choice") return typeof value === "object" ? value.value : (value ?? "");
  return "";
}

/** The value a rule keeps when its operator changes: what still fits, else a first one. */
export function refit(field: FieldInfo | undefined, operator: string, value: unknown): unknown {
  if (takesNoValue(operator)) return null;
  if (takesList(operator)) return Array.isArray(value) ? value : value === "" || value === null ? [] : [value];
  if (takesRange(operator)) return Array.isArray(value) && value.length === 2 ? value : firstValue(field, operator);
  if (Array.isArray(value)) return value[0] ?? firstValue(field, operator);
  return value ?? firstValue(field, operator);
}

/** The condition with every value in the shape its operator takes; unchanged rules stay the same objects. */
export function fitted(condition: Condition, info: (field: string) => FieldInfo | undefined): Condition {
  return {
    ...condition,
    rules: condition.rules.map((part) => {
      if (isGroup(part)) return fitted(part, info);
      const value = refit(info(part.field), part.operator, part.value);
      return value === part.value ? part : { ...part, value };
    }),
  };
}

/** The condition with the rule at a path (indexes from the outermost group in) given another `within`. */
export function withWithin(condition: Condition, path: readonly number[], within: string): Condition {
  const [index, ...rest] = path;
  return {
    ...condition,
    rules: condition.rules.map((part, at) => {
      if (at !== index) return part;
      if (isGroup(part)) return withWithin(part, rest, within);
      const { within: _, ...rule } = part;
      return within === "" ? rule : { ...rule, within };
    }),
  };
}

/** The condition as the contract has it: without what the editor of conditions adds for itself. */
export function clean(condition: Condition): Condition {
  return {
    combinator: condition.combinator,
    ...(condition.not ? { not: true } : {}),
    rules: condition.rules.map((part) => (isGroup(part) ? clean(part) : cleanRule(part))),
  };
}

/** Whether a rule about this field can say how long ago it may have been. */
const hasWithin = (field: string): boolean => field.startsWith("happened.") || field.startsWith("behaviour.");

function cleanRule({ field, operator, value, within }: Rule): Rule {
  return {
    field,
    operator,
    ...(takesNoValue(operator) ? {} : { value }),
    ...(hasWithin(field) && within ? { within } : {}),
  };
}

export const isEmpty = (condition: Condition | null | undefined): boolean => !condition || condition.rules.length === 0;

/** Fields a condition reads, without doubles. */
export function fieldsOf(condition: Condition): string[] {
  return [...new Set(condition.rules.flatMap((part) => (isGroup(part) ? fieldsOf(part) : [part.field])))];
}
