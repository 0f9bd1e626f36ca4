import type { Edge, JourneyDocument, Step, StepType } from "~/api/types";
import { ROW } from "~/journey/layout/measures";
import { emptyDocument } from "~/journey/document/document";
import { newData } from "~/journey/steps/registry";

/** A journey from a list of steps and a list of edges such as `start next branch1`, for tests. */
export function journey(steps: Record<string, StepType>, edges: readonly string[]): JourneyDocument {
  const nodes = Object.entries(steps).map(
    ([id, type], index) => ({ id, type, position: { x: 0, y: index * ROW }, data: newData(type) }) as Step,
  );
  return {
    ...emptyDocument("Test"),
    nodes,
    edges: edges.map((text): Edge => {
      const [source = "", sourceHandle = "", target = ""] = text.split(" ");
      return { id: `${source}-${sourceHandle}`, source, sourceHandle, target };
    }),
  };
}

/** The edges of a document, as `journey` takes them, sorted. */
export const edgesOf = (document: JourneyDocument): string[] =>
  document.edges.map((edge) => `${edge.source} ${edge.sourceHandle} ${edge.target}`).toSorted();
