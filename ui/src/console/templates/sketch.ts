import type { JourneyDocument } from "~/api/types";
import { STEP_HEIGHT, widthOf } from "~/builder/core/document";
import { edgePoints, entryPoint, outletPoint, pathThrough, turns } from "~/builder/core/geometry";
import { type Kind, stepInfo } from "~/builder/core/steps";

export interface Sketch {
  /** Of an SVG, in the measures of the canvas. */
  viewBox: string;
  boxes: { id: string; x: number; y: number; width: number; height: number; kind: Kind }[];
  ways: { id: string; path: string }[];
}

const MARGIN = 16;

/** A journey as a small drawing: where its steps stand and how they are joined. */
export function sketch(document: JourneyDocument): Sketch {
  const boxes = document.nodes.map((step) => ({
    id: step.id,
    ...step.position,
    width: widthOf(step),
    height: STEP_HEIGHT,
    kind: stepInfo(step.type).kind,
  }));
  const steps = new Map(document.nodes.map((step) => [step.id, step]));
  const turn = turns(document);
  const ways = document.edges.flatMap((edge) => {
    const [source, target] = [steps.get(edge.source), steps.get(edge.target)];
    if (!source || !target) return [];
    return [{ id: edge.id, path: pathThrough(edgePoints(outletPoint(source, edge.sourceHandle), entryPoint(target), turn.get(edge.id)), 18) }];
  });
  const left = Math.min(0, ...boxes.map((box) => box.x)) - MARGIN;
  const top = Math.min(0, ...boxes.map((box) => box.y)) - MARGIN;
  const right = Math.max(0, ...boxes.map((box) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.height)) + MARGIN;
  return { viewBox: `${left} ${top} ${right - left} ${bottom - top}`, boxes, ways };
}
