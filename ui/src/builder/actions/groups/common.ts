import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp } from "@tabler/icons-react";
import type { Direction } from "../navigate";
import type { Outcome, Panel, View } from "../action";

export const nothingSelected = (view: View): string | null =>
  view.selection.length === 0 && view.edge === null ? "Select something first." : null;

export const noStepSelected = (view: View): string | null => (view.selection.length === 0 ? "Select a step first." : null);

export const current = (view: View): string | null => view.selection.at(-1) ?? null;

export const open = (what: Panel) => (): Outcome => ({ effect: { do: "open", what } });

export const ARROWS = { up: IconArrowUp, down: IconArrowDown, left: IconArrowLeft, right: IconArrowRight } as const;

export const DIRECTIONS: [Direction, string, number, number][] = [
  ["up", "the step before", 0, -12],
  ["down", "the step after", 0, 12],
  ["left", "the step at the left", -12, 0],
  ["right", "the step at the right", 12, 0],
];
