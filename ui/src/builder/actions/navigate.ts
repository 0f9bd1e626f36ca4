import type { JourneyDocument, Step } from "~/api/types";
import { edgeFrom, edgesInto, stepById, triggerOf } from "~/journey/document/document";
import { widthOf } from "~/journey/layout/measures";
import { outletsOf } from "~/journey/steps/registry";

export type Direction = "up" | "down" | "left" | "right";

/** The step an arrow key leads to: along the edges up and down, to the neighbour left and right. */
export function neighbour(document: JourneyDocument, from: string | null, direction: Direction): string | null {
  const step = from === null ? undefined : stepById(document, from);
  if (!step) return triggerOf(document)?.id ?? document.nodes[0]?.id ?? null;
  if (direction === "down") {
    const onward = outletsOf(step).map((outlet) => edgeFrom(document, step.id, outlet.id)).find(Boolean);
    if (onward) return onward.target;
  }
  if (direction === "up") {
    const [edge] = edgesInto(document, step.id);
    if (edge) return edge.source;
  }
  return nearest(document, step, direction)?.id ?? null;
}

function nearest(document: JourneyDocument, from: Step, direction: Direction): Step | undefined {
  const origin = middle(from);
  const sideways = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const scored = document.nodes.flatMap((step) => {
    if (step.id === from.id) return [];
    const { x, y } = middle(step);
    const along = sign * (sideways ? x - origin.x : y - origin.y);
    const across = Math.abs(sideways ? y - origin.y : x - origin.x);
    return along > 10 && across < along * 3 ? [{ step, distance: along + across * 2 }] : [];
  });
  return scored.toSorted((a, b) => a.distance - b.distance)[0]?.step;
}

const middle = (step: Step) => ({ x: step.position.x + widthOf(step) / 2, y: step.position.y });
