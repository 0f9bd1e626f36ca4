import {
  Background,
  BackgroundVariant,
  type Connection as FlowConnection,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { JourneyDocument, Position, Step, StepType } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import { STEP_HEIGHT, boundsOf, widthOf } from "~/journey/layout/measures";
import { definitionOf } from "~/journey/steps/registry";
import { notify } from "~/shared/feedback/notify";
import { plural } from "~/shared/format";
import { refusal } from "../edit/connection";
import { placeAt } from "./drop";
import { type Place, connect, moveSteps, removeEdges } from "../edit/edit";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { CanvasTools } from "./CanvasTools";
import { ConnectionLine } from "./ConnectionLine";
import { type StepFlowEdge, type StepFlowNode, flowEdges, flowNodes } from "./flow";
import { StepNode } from "./StepNode";
import { FIT_PADDING, useCanvasHandle } from "./useCanvasHandle";
import { StepEdge } from "./StepEdge";
import "@xyflow/react/dist/style.css";
import classes from "./Canvas.module.css";

const nodeTypes = { step: StepNode };
const edgeTypes = { step: StepEdge };
const NOTHING: ReadonlyMap<string, Position> = new Map();
/** How near a step from the palette must come to an edge or an open end to go there. */
const REACH = 64;
/** Below this zoom the words on a step can't be read. */
const READABLE = 0.35;
/** What a step dragged from the palette is called on its way. */
export const DRAGGED_TYPE = "application/x-postroad-step";

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
  const flow = useReactFlow<StepFlowNode, StepFlowEdge>();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const selectedEdge = useEditor((state) => state.edge);
  const drawing = useEditor((state) => state.mode === "draw");
  const [dragged, setDragged] = useState<ReadonlyMap<string, Position>>(NOTHING);
  const [connecting, setConnecting] = useState(false);
  const [small, setSmall] = useState(false);
  const far = useBench((state) => state.far);
  const root = useRef<HTMLDivElement>(null);
  useCanvasHandle(root);
  const [firstView] = useState(() => viewToBeginWith(document));

  const nodes = useMemo(() => flowNodes(document, selection, dragged), [document, selection, dragged]);
  const edges = useMemo(() => flowEdges(document, selectedEdge), [document, selectedEdge]);

  const onNodesChange = useCallback(
    (changes: NodeChange<StepFlowNode>[]) => {
      const moving = new Map<string, Position>();
      const dropped = new Map<string, Position>();
      for (const change of changes) {
        if (change.type === "position" && change.position) (change.dragging ? moving : dropped).set(change.id, change.position);
      }
      const choices = changes.filter((change) => change.type === "select");
      if (moving.size > 0) setDragged(moving);
      if (dropped.size > 0) {
        setDragged(NOTHING);
        const after = moveSteps(editor.get().document, dropped);
        editor.apply({ document: after }, { label: `Move ${plural(dropped.size, "step")}`, key: null });
      }
      if (choices.length > 0) {
        const off = new Set(choices.filter((choice) => !choice.selected).map((choice) => choice.id));
        const on = choices.filter((choice) => choice.selected).map((choice) => choice.id);
        const chosen = [...new Set([...editor.get().selection.filter((id) => !off.has(id)), ...on])];
        editor.select(chosen);
        if (chosen.length > 0) bench.set({ tab: "step" });
      }
    },
    [bench, editor],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<StepFlowEdge>[]) => {
      for (const change of changes) {
        if (change.type !== "select") continue;
        const { edge, selection: steps } = editor.get();
        if (change.selected) editor.select(steps, change.id);
        else if (edge === change.id) editor.select(steps, null);
      }
    },
    [editor],
  );

  const isValidConnection = useCallback(
    (wanted: FlowConnection | StepFlowEdge) => {
      const reason = refusal(editor.get().document, {
        source: wanted.source,
        sourceHandle: wanted.sourceHandle ?? "next",
        target: wanted.target,
      });
      if (bench.get().refused !== reason) bench.set({ refused: reason });
      return reason === null;
    },
    [bench, editor],
  );

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: FlowConnection) => {
      const after = connect(editor.get().document, { source, sourceHandle: sourceHandle ?? "next", target });
      editor.apply({ document: after }, { label: "Connect", key: null });
    },
    [editor],
  );

  const onReconnect = useCallback(
    (old: StepFlowEdge, { source, sourceHandle, target }: FlowConnection) => {
      const now = editor.get().document;
      const moved = source === old.source && sourceHandle === old.sourceHandle;
      const base = moved ? now : removeEdges(now, new Set([old.id]));
      const after = connect(base, { source, sourceHandle: sourceHandle ?? "next", target });
      if (after !== base) editor.apply({ document: after }, { label: "Connect elsewhere", key: null });
    },
    [editor],
  );

  const onConnectEnd: OnConnectEnd = useCallback(
    (event, state) => {
      setConnecting(false);
      if (state.toNode) {
        const { refused } = bench.get();
        if (!state.isValid && refused !== null) notify({ message: refused });
      } else if (state.fromNode && state.fromHandle?.type === "source") {
        const point = "changedTouches" in event ? event.changedTouches[0] : event;
        const place: Place = { at: "outlet", source: state.fromNode.id, outlet: state.fromHandle.id ?? "next" };
        bench.set({ adding: { place, anchor: { x: point?.clientX ?? 0, y: point?.clientY ?? 0 } } });
      }
      bench.set({ refused: null });
    },
    [bench],
  );

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
      onDragOver={onDragOver}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) bench.set({ drop: null });
      }}
      onDrop={onDrop}
    >
      <ArrowHead />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectStart={() => setConnecting(true)}
        onConnectEnd={onConnectEnd}
        onReconnect={onReconnect}
        onReconnectStart={() => setConnecting(true)}
        onReconnectEnd={() => setConnecting(false)}
        isValidConnection={isValidConnection}
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
