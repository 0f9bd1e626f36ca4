import type { Edge, JourneyDocument, JourneySettings, Step } from "~/api/types";
import { same } from "~/journey/document/same";

export type Change = "added" | "removed" | "changed" | "same";

export interface DocumentDiff {
  steps: ReadonlyMap<string, Change>;
  /** By `source outlet target`, since an edge is what it connects, whatever its id. */
  edges: ReadonlyMap<string, Change>;
  settings: readonly (keyof JourneySettings)[];
  renamed: boolean;
}

export const edgeKey = (edge: Edge): string => `${edge.source} ${edge.sourceHandle} ${edge.target}`;

/** What changed from one document to another. Where a step stands on the canvas is no change. */
export function diffDocuments(before: JourneyDocument, after: JourneyDocument): DocumentDiff {
  const old = new Map(before.nodes.map((step) => [step.id, step]));
  const steps = new Map<string, Change>();
  for (const step of after.nodes) {
    const was = old.get(step.id);
    steps.set(step.id, was === undefined ? "added" : same(does(was), does(step)) ? "same" : "changed");
  }
  for (const step of before.nodes) if (!steps.has(step.id)) steps.set(step.id, "removed");
  const edges = new Map<string, Change>();
  const oldEdges = new Set(before.edges.map(edgeKey));
  for (const edge of after.edges) edges.set(edgeKey(edge), oldEdges.has(edgeKey(edge)) ? "same" : "added");
  for (const key of oldEdges) if (!edges.has(key)) edges.set(key, "removed");
  const names = [...new Set([...Object.keys(before.settings), ...Object.keys(after.settings)])] as (keyof JourneySettings)[];
  return {
    steps,
    edges,
    settings: names.filter((name) => !same(before.settings[name] ?? null, after.settings[name] ?? null)),
    renamed: before.name !== after.name,
  };
}

const does = (step: Step) => ({ type: step.type, data: step.data });

/** Both documents in one, so that what was removed can be drawn too. Steps that are gone stand where they stood. */
export function overlay(before: JourneyDocument, after: JourneyDocument): JourneyDocument {
  const known = new Set(after.nodes.map((step) => step.id));
  const nodes = [...after.nodes, ...before.nodes.filter((step) => !known.has(step.id))];
  const ids = new Set(nodes.map((step) => step.id));
  const kept = new Set(after.edges.map(edgeKey));
  const gone = before.edges
    .filter((edge) => !kept.has(edgeKey(edge)) && ids.has(edge.source) && ids.has(edge.target))
    .map((edge) => ({ ...edge, id: `was ${edge.id}` }));
  return { ...after, nodes, edges: [...after.edges, ...gone] };
}

export const isUnchanged = (diff: DocumentDiff): boolean =>
  !diff.renamed &&
  diff.settings.length === 0 &&
  [...diff.steps.values(), ...diff.edges.values()].every((change) => change === "same");
