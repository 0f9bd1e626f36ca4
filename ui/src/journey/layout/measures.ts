import type { JourneyDocument, Step } from "~/api/types";
import { outletsOf } from "../steps/registry";

/** Size of a step on the canvas; wider when it has many outlets, so that their labels have room. */
export const STEP_WIDTH = 236;
export const STEP_HEIGHT = 66;
/** From the top of a step to the top of the one below it. */
export const ROW = 138;
export const COLUMN = 268;

export const widthOf = (step: Step): number => {
  const main = outletsOf(step).filter((outlet) => !outlet.optional).length;
  return Math.max(STEP_WIDTH, main * 104);
};

/** Where each outlet leaves the step, from its left edge. An optional one leaves near the right corner. */
export function outletPositions(step: Step): Map<string, number> {
  const width = widthOf(step);
  const outlets = outletsOf(step);
  const main = outlets.filter((outlet) => !outlet.optional);
  const positions = new Map<string, number>();
  for (const [index, outlet] of main.entries()) positions.set(outlet.id, (width * (index + 0.5)) / main.length);
  for (const outlet of outlets) if (outlet.optional) positions.set(outlet.id, width - 34);
  return positions;
}

/** The box around all steps. */
export function boundsOf(document: JourneyDocument): { x: number; y: number; width: number; height: number } {
  const x = Math.min(...document.nodes.map((step) => step.position.x));
  const y = Math.min(...document.nodes.map((step) => step.position.y));
  const right = Math.max(...document.nodes.map((step) => step.position.x + widthOf(step)));
  const bottom = Math.max(...document.nodes.map((step) => step.position.y + STEP_HEIGHT));
  return document.nodes.length === 0 ? { x: 0, y: 0, width: 1, height: 1 } : { x, y, width: right - x, height: bottom - y };
}
