import type { AnyDocument, JourneyDocument, JourneySettings, Position, Step, StepOf, StepType } from "~/api/types";
import { completedCondition } from "../conditions/rules";
import { tidy } from "../layout/tidy";
import { withoutNulls } from "../steps/nulls";
import { definitionOf } from "../steps/registry";

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
  return wholeStep(step) as Step;
}

const wholeStep = <T extends StepType>(step: StepOf<T>): StepOf<T> => ({
  ...step,
  data: definitionOf(step.type).completed?.(step.data) ?? step.data,
});

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
    goal: goal ? completedCondition(goal) : null,
  };
}
