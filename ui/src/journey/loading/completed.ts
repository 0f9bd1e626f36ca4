import type { AnyDocument, Condition, JourneyDocument, JourneySettings, Position, Rule, Step, TriggerOn } from "~/api/types";
import { tidy } from "../layout/tidy";

type Loose = Record<string, unknown>;

/**
 * The document with everything it may leave out: no nulls where they only mean the default, whole
 * conditions, and a place on the canvas for every step. A journey kept in git says none of that.
 */
export function completed(document: AnyDocument): JourneyDocument {
  const given = (document.nodes ?? []) as unknown as Loose[];
  const unplaced = given.some((node) => !isPosition(node["position"]));
  const whole: JourneyDocument = {
    schema: document.schema,
    name: document.name,
    settings: settingsOf((document.settings ?? {}) as Loose),
    nodes: given.map(stepOf),
    edges: document.edges ?? [],
  };
  if (!unplaced) return whole;
  const places = tidy(whole);
  return { ...whole, nodes: whole.nodes.map((step) => ({ ...step, position: places.get(step.id) ?? step.position })) };
}

const isPosition = (value: unknown): value is Position =>
  typeof value === "object" && value !== null && typeof (value as Loose)["x"] === "number" && typeof (value as Loose)["y"] === "number";

function stepOf(node: Loose): Step {
  const position = isPosition(node["position"]) ? node["position"] : { x: 0, y: 0 };
  const data = withoutNulls((node["data"] ?? {}) as Loose);
  const step = { ...node, position, data } as unknown as Step;
  switch (step.type) {
    case "trigger":
      return { ...step, data: { ...step.data, on: triggerOf(step.data.on) } };
    case "branch":
      return {
        ...step,
        data: {
          ...step.data,
          paths: (step.data.paths ?? []).map((path) => ({ ...path, label: path.label ?? "", where: conditionOf(path.where) })),
        },
      };
    case "split":
      return { ...step, data: { ...step.data, arms: step.data.arms ?? [] } };
    case "wait": {
      const { relative } = step.data;
      return relative ? { ...step, data: { ...step.data, relative: { ...relative, offset: relative.offset ?? "PT0S" } } } : step;
    }
    case "wait_for":
      return step.data.where ? { ...step, data: { ...step.data, where: conditionOf(step.data.where) } } : step;
    default:
      return step;
  }
}

function triggerOf(on: TriggerOn | undefined): TriggerOn {
  if (!on) return { kind: "manual" };
  if (on.kind === "audience") return { ...on, where: conditionOf(on.where) };
  if (on.kind !== "event") return on;
  const whole = withoutNulls(on as unknown as Loose) as unknown as Extract<TriggerOn, { kind: "event" }>;
  return whole.where ? { ...whole, where: conditionOf(whole.where) } : whole;
}

/** Null and left out mean the same in what a step is told; a null among values to set means "empty it". */
function withoutNulls(data: Loose): Loose {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined));
}

function settingsOf(settings: Loose): JourneySettings {
  const { quiet_hours, frequency_cap, goal, ...rest } = settings as JourneySettings & Loose;
  return {
    message_class: "marketing",
    re_entry: "never",
    on_opt_out: "skip_sms",
    timezone: "UTC",
    ...withoutNulls(rest),
    quiet_hours: quiet_hours ?? null,
    frequency_cap: frequency_cap ?? null,
    goal: goal ? conditionOf(goal) : null,
  };
}

function conditionOf(condition: Partial<Condition> | null | undefined): Condition {
  return {
    ...condition,
    combinator: condition?.combinator ?? "and",
    rules: (condition?.rules ?? []).map((part) => ("field" in part ? (part as Rule) : conditionOf(part))),
  };
}
