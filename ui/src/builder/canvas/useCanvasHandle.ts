import { useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect } from "react";
import { stepById } from "~/journey/document/document";
import { STUB, outletPoint } from "~/journey/layout/edges";
import { STEP_HEIGHT, widthOf } from "~/journey/layout/measures";
import { useWorkbench } from "../workbench/useWorkbench";
import type { CanvasHandle } from "../workbench/workbench";

/** Room for the tools below. */
export const FIT_PADDING = window.matchMedia("(max-width: 720px)").matches
  ? ({ top: "16px", bottom: "112px", x: "12px" } as const)
  : ({ top: "28px", bottom: "84px", x: "40px" } as const);
const CALM = { duration: 180 };
/** Frames to wait for a step that is only now drawn. */
const PATIENCE = 30;

/** Lets the workbench move the view and put the focus on a step. */
export function useCanvasHandle(root: RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  const bench = useWorkbench();

  useEffect(() => {
    const now = () => bench.editor.get().document;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const motion = still ? {} : CALM;

    const visible = (id: string): boolean => {
      const step = stepById(now(), id);
      const box = root.current?.getBoundingClientRect();
      if (!step || !box) return true;
      const { x, y } = flow.flowToScreenPosition(step.position);
      const zoom = flow.getZoom();
      return (
        x > box.left + 8 &&
        y > box.top + 8 &&
        x + widthOf(step) * zoom < box.right - 8 &&
        y + (STEP_HEIGHT + 70) * zoom < box.bottom - 8
      );
    };

    const focus = (id: string, patience: number): void => {
      const card = root.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`);
      if (card) card.focus({ preventScroll: true });
      else if (patience > 0) requestAnimationFrame(() => focus(id, patience - 1));
    };

    const handle: CanvasHandle = {
      fit: (steps) => {
        const fit = () =>
          void flow.fitView({
            ...(steps ? { nodes: steps.map((id) => ({ id })) } : {}),
            maxZoom: 1,
            padding: FIT_PADDING,
            ...motion,
          });
        // The document and the panels beside it may have changed a moment ago: React Flow sees the steps with the
        // next frame, and how much room there is after that frame's layout.
        requestAnimationFrame(() => requestAnimationFrame(fit));
      },
      zoom: (by) => {
        if (by === "in") void flow.zoomIn(motion);
        else if (by === "out") void flow.zoomOut(motion);
        else void flow.zoomTo(1, motion);
      },
      reveal: (id, wantsFocus) => {
        requestAnimationFrame(() => {
          const step = stepById(now(), id);
          if (!step) return;
          if (!visible(id)) {
            const zoom = Math.max(flow.getZoom(), 0.6);
            void flow.setCenter(step.position.x + widthOf(step) / 2, step.position.y + STEP_HEIGHT, { zoom, ...motion });
          }
          if (wantsFocus) focus(id, PATIENCE);
        });
      },
      anchorOf: (place) => {
        if (place.at === "position") return flow.flowToScreenPosition(place.position);
        const edge = place.at === "edge" ? now().edges.find((candidate) => candidate.id === place.edge) : undefined;
        const step = stepById(now(), place.at === "outlet" ? place.source : (edge?.source ?? ""));
        if (!step) return { x: window.innerWidth / 2, y: window.innerHeight / 2 };
        const outletId = place.at === "outlet" ? place.outlet : (edge?.sourceHandle ?? "");
        const point = outletPoint(step, outletId);
        return flow.flowToScreenPosition({ x: point.x, y: point.y + STUB });
      },
      centre: () => {
        const box = root.current?.getBoundingClientRect();
        return flow.screenToFlowPosition({
          x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
          y: (box?.top ?? 0) + (box?.height ?? 0) / 2,
        });
      },
    };
    return bench.hold(handle);
  }, [bench, flow, root]);
}
