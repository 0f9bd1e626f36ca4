import { useReactFlow } from "@xyflow/react";
import type { DragEvent } from "react";
import type { StepType } from "~/api/types";
import { STEP_HEIGHT } from "~/journey/layout/measures";
import { placeAt } from "./drop";
import type { Place } from "../edit/edit";
import { useWorkbench } from "../workbench/useWorkbench";

/** How near a step from the palette must come to an edge or an open end to go there. */
const REACH = 64;
/** What a step dragged from the palette is called on its way. */
export const DRAGGED_TYPE = "application/x-postroad-step";

/** Puts a step dragged from the palette where it is dropped: on an edge, at an open end, or free. */
export function usePaletteDrop() {
  const bench = useWorkbench();
  const { editor } = bench;
  const flow = useReactFlow();

  const placeUnder = (event: DragEvent): Place => {
    const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const place = placeAt(editor.get().document, point, REACH);
    return place.at === "position"
      ? { at: "position", position: { x: Math.round(point.x - 118), y: Math.round(point.y - STEP_HEIGHT / 2) } }
      : place;
  };

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAGGED_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const place = placeUnder(event);
    if (JSON.stringify(place) !== JSON.stringify(bench.get().drop)) bench.set({ drop: place });
  };

  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(DRAGGED_TYPE) as StepType;
    bench.set({ drop: null });
    if (type === ("" as StepType)) return;
    event.preventDefault();
    bench.run("add-step", { type, place: placeUnder(event) });
  };

  const onDragLeave = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) bench.set({ drop: null });
  };

  return { onDragOver, onDragLeave, onDrop };
}
