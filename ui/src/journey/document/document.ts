import type { Condition, Edge, JourneyDocument, Step, StepOf, StepType } from "~/api/types";
import { definitionOf, newData, outletsOf } from "../steps/registry";

export function emptyDocument(name: string): JourneyDocument {
  return {
    schema: "postroad/journey@1",
    name,
    settings: {
      message_class: "marketing",
      re_entry: "never",
      on_opt_out: "skip_sms",
      timezone: "UTC",
      quiet_hours: { start: "21:00", end: "08:00" },
      frequency_cap: null,
      goal: null,
    },
    nodes: [{ id: "start", type: "trigger", position: { x: 0, y: 0 }, data: newData("trigger") }],
    edges: [],
  };
}

// Lists of a document never change in place, so what is looked up in one is worked out once.
const stepsById = new WeakMap<readonly Step[], Map<string, Step>>();
const edgesBySource = new WeakMap<readonly Edge[], Map<string, Edge[]>>();

function indexed(nodes: readonly Step[]): Map<string, Step> {
  let index = stepsById.get(nodes);
  if (!index) {
    index = new Map(nodes.map((step) => [step.id, step]));
    stepsById.set(nodes, index);
  }
  return index;
}

function outgoing(edges: readonly Edge[]): Map<string, Edge[]> {
  let index = edgesBySource.get(edges);
  if (!index) {
    index = new Map();
    for (const edge of edges) index.set(edge.source, [...(index.get(edge.source) ?? []), edge]);
    edgesBySource.set(edges, index);
  }
  return index;
}

export const stepById = (document: JourneyDocument, id: string): Step | undefined => indexed(document.nodes).get(id);

/** The edges that leave a step. */
export const edgesOutOf = (document: JourneyDocument, source: string): readonly Edge[] => outgoing(document.edges).get(source) ?? [];

/** Where people enter. A document that is being read may have none. */
export const triggerOf = (document: JourneyDocument): StepOf<"trigger"> | undefined =>
  document.nodes.find((step) => step.type === "trigger");

/** Whether people enter here: such a step is neither added nor removed, and nothing leads to it. */
export const isStart = (step: Step): boolean => definitionOf(step.type).kind === "start";

export const edgeFrom = (document: JourneyDocument, source: string, outletId: string): Edge | undefined =>
  edgesOutOf(document, source).find((edge) => edge.sourceHandle === outletId);

export const edgesInto = (document: JourneyDocument, target: string): Edge[] =>
  document.edges.filter((edge) => edge.target === target);

/** Outlets that lead nowhere, in the order they are drawn. */
export function openOutlets(document: JourneyDocument, step: Step) {
  const taken = new Set(edgesOutOf(document, step.id).map((edge) => edge.sourceHandle));
  return outletsOf(step).filter((outlet) => !taken.has(outlet.id));
}

/** A free id such as `sms2`: short, because people meet it in conditions and rehearsals. */
export function freshStepId(taken: ReadonlySet<string>, type: StepType): string {
  const { kind, prefix } = definitionOf(type);
  if (kind === "start" && !taken.has(prefix)) return prefix;
  let number = 1;
  while (taken.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

/** A free id of an edge, named after where it leaves: an outlet has one edge at most. */
export function freshEdgeId(document: JourneyDocument, source: string, outletId: string): string {
  const taken = new Set(document.edges.map((edge) => edge.id));
  const base = `${source}-${outletId}`;
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
  return id;
}

/** The step with every condition in it passed through `change`. */
export function mapConditions(step: Step, change: (condition: Condition) => Condition): Step {
  return mapped(step, change) as Step;
}

function mapped<T extends StepType>(step: StepOf<T>, change: (condition: Condition) => Condition): StepOf<T> {
  const data = definitionOf(step.type).mapConditions?.(step.data, change) ?? step.data;
  return data === step.data ? step : { ...step, data };
}
