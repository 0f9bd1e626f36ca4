// First, so that the styles of our own steps and edges come after it and win.
import "@xyflow/react/dist/style.css";
import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { JourneyDocument, Step } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import { boundsOf, widthOf } from "~/journey/layout/measures";
import { definitionOf } from "~/journey/steps/registry";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { CanvasTools } from "./CanvasTools";
import { ConnectionLine } from "./ConnectionLine";
import { flowEdges, flowNodes } from "./flow";
import { StepNode } from "./StepNode";
import { FIT_PADDING, useCanvasHandle } from "./useCanvasHandle";
import { StepEdge } from "./StepEdge";
import { useFlowEdits } from "./useFlowEdits";
import { usePaletteDrop } from "./usePaletteDrop";
import classes from "./Canvas.module.css";

const nodeTypes = { step: StepNode };
const edgeTypes = { step: StepEdge };
/** Below this zoom the words on a step can't be read. */
const READABLE = 0.35;

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function Flow() {
  const bench = useWorkbench();
  const { editor } = bench;
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const selectedEdge = useEditor((state) => state.edge);
  const drawing = useEditor((state) => state.mode === "draw");
  const { dragged, connecting, handlers } = useFlowEdits();
  const dropping = usePaletteDrop();
  const [small, setSmall] = useState(false);
  const far = useBench((state) => state.far);
  const root = useRef<HTMLDivElement>(null);
  useCanvasHandle(root);
  const [firstView] = useState(() => viewToBeginWith(document));

  const nodes = useMemo(() => flowNodes(document, selection, dragged), [document, selection, dragged]);
  const edges = useMemo(() => flowEdges(document, selectedEdge), [document, selectedEdge]);

  // A step that gets the keyboard's focus is the chosen one; a click chooses by itself.
  useEffect(() => {
    const element = root.current;
    const onFocus = (event: FocusEvent) => {
      const card = (event.target as HTMLElement).closest<HTMLElement>("[data-step]");
      const id = card?.dataset["step"];
      if (id && card.matches(":focus-visible") && !editor.get().selection.includes(id)) {
        editor.select([id]);
        bench.set({ tab: "step" });
      }
    };
    element?.addEventListener("focusin", onFocus);
    return () => element?.removeEventListener("focusin", onFocus);
  }, [bench, editor]);

  return (
    // Dropping is one of several ways to add; the keyboard has its own.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={root}
      aria-label="Canvas"
      className={`${classes["canvas"]} ${connecting ? "connecting" : ""} ${small ? "small" : ""}`}
      data-far={far || undefined}
      {...dropping}
    >
      <ArrowHead />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...handlers}
        connectionLineComponent={ConnectionLine}
        // Also when it was chosen already, and the problems or the journey are in view.
        onNodeClick={() => bench.set({ tab: "step" })}
        onNodeDoubleClick={() => bench.run("edit-step")}
        onPaneClick={() => bench.close()}
        onNodeContextMenu={(event, node) => {
          event.preventDefault();
          if (!editor.get().selection.includes(node.id)) editor.select([node.id]);
          bench.set({ context: { x: event.clientX, y: event.clientY }, tab: "step" });
        }}
        onEdgeContextMenu={(event, edge) => {
          event.preventDefault();
          editor.select([], edge.id);
          bench.set({ context: { x: event.clientX, y: event.clientY } });
        }}
        onPaneContextMenu={(event) => {
          event.preventDefault();
          editor.select([]);
          bench.set({ context: { x: event.clientX, y: event.clientY } });
        }}
        onViewportChange={({ zoom }) => {
          setSmall(zoom < 0.45);
          if (bench.get().far !== zoom < READABLE) bench.set({ far: zoom < READABLE });
        }}
        // Marked on the element itself: nothing of the canvas needs to render again for it.
        onMoveStart={() => root.current?.toggleAttribute("data-moving", true)}
        onMoveEnd={() => root.current?.toggleAttribute("data-moving", false)}
        nodesDraggable={drawing}
        nodesConnectable={drawing}
        edgesReconnectable={drawing}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={["Meta", "Control", "Shift"]}
        panOnScroll
        zoomOnDoubleClick={false}
        nodeDragThreshold={3}
        connectionRadius={18}
        connectOnClick={false}
        // Cards without words cost little to draw, and much to take out and put back while the view moves.
        onlyRenderVisibleElements={!far}
        minZoom={0.03}
        maxZoom={1.75}
        {...firstView}
      >
        {!far && <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} color="var(--pr-canvas-dot)" />}
        {/* From so far the canvas itself is the map. */}
        {!far && <MiniMap
          className={classes["minimap"] ?? ""}
          pannable
          zoomable
          ariaLabel="Map of the whole journey"
          nodeColor={(node) => `var(--pr-kind-${definitionOf((node.data["step"] as Step).type).kind})`}
          nodeBorderRadius={14}
          maskColor="color-mix(in srgb, var(--pr-canvas) 70%, transparent)"
          bgColor="var(--pr-surface)"
        />}
      </ReactFlow>
      <CanvasTools />
    </section>
  );
}

/** Everything, where that can still be read; else the start of it. */
function viewToBeginWith(document: JourneyDocument) {
  const { x, y, width, height } = boundsOf(document);
  const room = { width: window.innerWidth * 0.62, height: window.innerHeight - 140 };
  const zoom = Math.min(room.width / width, room.height / height);
  const start = triggerOf(document);
  if (zoom >= READABLE || !start) return { fitView: true, fitViewOptions: { maxZoom: 1, padding: FIT_PADDING } };
  const middle = start.position.x + widthOf(start) / 2;
  const calm = 0.8;
  return { defaultViewport: { x: room.width / 2 - Math.max(middle, x) * calm, y: 40 - Math.max(start.position.y, y) * calm, zoom: calm } };
}

/** The tip of every edge; takes the colour of its line. */
function ArrowHead() {
  return (
    <svg className={classes["defs"]} aria-hidden focusable="false">
      <defs>
        <marker id="edge-arrow" viewBox="0 0 8 8" refX="6.4" refY="4" markerWidth="6" markerHeight="6" orient="auto-start-reverse">
          <path d="M0.8 0.8 7 4 0.8 7.2Z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}
