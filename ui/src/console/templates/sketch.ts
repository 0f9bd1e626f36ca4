import type { JourneyDocument } from "~/api/types";
import { STEP_HEIGHT, widthOf } from "~/journey/layout/measures";
import { edgePoints, entryPoint, outletPoint, pathThrough, routes } from "~/journey/layout/edges";
import type { Kind } from "~/journey/steps/definition";
import { definitionOf } from "~/journey/steps/registry";

export interface Sketch {
  /** Of an SVG, in the measures of the canvas. */
  viewBox: string;
  boxes: { id: string; x: number; y: number; width: number; height: number; kind: Kind }[];
  ways: { id: string; path: string }[];
  /** Whether the journey goes on below what is drawn. */
  goesOn: boolean;
}

const MARGIN = 16;
/** Width by height of the place it is drawn in. */
const SHAPE = 1.9;
/** A drawing shows at least so much of the canvas, lest a short journey looks like a giant. */
const NARROWEST = 1000;

/**
 * A journey as a small drawing: where its steps stand and how they are joined. A long one is cut off below, so that its
 * steps stay large enough to be told apart.
 */
export function sketch(document: JourneyDocument): Sketch {
  const boxes = document.nodes.map((step) => ({
    id: step.id,
    ...step.position,
    width: widthOf(step),
    height: STEP_HEIGHT,
    kind: definitionOf(step.type).kind,
  }));
  const steps = new Map(document.nodes.map((step) => [step.id, step]));
  const way = routes(document);
  const ways = document.edges.flatMap((edge) => {
    const [source, target] = [steps.get(edge.source), steps.get(edge.target)];
    if (!source || !target) return [];
    return [{ id: edge.id, path: pathThrough(edgePoints(outletPoint(source, edge.sourceHandle), entryPoint(target), way.get(edge.id)?.turn), 18) }];
  });
  const left = Math.min(...boxes.map((box) => box.x)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.y)) - MARGIN;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN;
  const width = Math.max(right - left, NARROWEST);
  const height = width / SHAPE;
  const goesOn = bottom - top > height;
  const x = (left + right - width) / 2;
  const y = goesOn ? top : (top + bottom - height) / 2;
  return { viewBox: [x, y, width, height].map(Math.round).join(" "), boxes, ways, goesOn };
}
