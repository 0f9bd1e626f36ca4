import type { JourneyDocument, Position } from "~/api/types";
import { edgeFrom, openOutlets, stepById } from "~/journey/document/document";
import { outletsOf } from "~/journey/steps/registry";
import type { Place } from "./edit";

/**
 * Where a step goes that was clicked in the palette: on the chosen edge; after the chosen step, at its
 * first open end; else at the first open end of the journey; else free.
 */
export function clickPlace(
  view: { document: JourneyDocument; selection: readonly string[]; edge: string | null },
  free: Position,
): Place {
  const { document, selection, edge } = view;
  if (edge !== null && document.edges.some((candidate) => candidate.id === edge)) return { at: "edge", edge };
  const chosen = selection.length === 1 ? stepById(document, selection[0] ?? "") : undefined;
  if (chosen) {
    const [first] = outletsOf(chosen);
    const open = openOutlets(document, chosen).find((outlet) => !outlet.optional);
    if (open) return { at: "outlet", source: chosen.id, outlet: open.id };
    const taken = first && edgeFrom(document, chosen.id, first.id);
    if (taken) return { at: "edge", edge: taken.id };
  }
  for (const step of document.nodes) {
    const open = openOutlets(document, step).find((outlet) => !outlet.optional);
    if (open) return { at: "outlet", source: step.id, outlet: open.id };
  }
  return { at: "position", position: free };
}
