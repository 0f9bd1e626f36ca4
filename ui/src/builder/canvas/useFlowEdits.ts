import type { Connection as FlowConnection, EdgeChange, NodeChange, OnConnectEnd } from "@xyflow/react";
import { useCallback, useState } from "react";
import type { Position } from "~/api/types";
import { notify } from "~/shared/feedback/notify";
import { plural } from "~/shared/format";
import { refusal } from "../edit/connection";
import { type Place, connect, moveSteps, removeEdges } from "../edit/edit";
import { useWorkbench } from "../workbench/useWorkbench";
import type { StepFlowEdge, StepFlowNode } from "./flow";

const NOTHING: ReadonlyMap<string, Position> = new Map();

/** What React Flow tells of dragging, choosing and connecting, done to the document. */
export function useFlowEdits() {
  const bench = useWorkbench();
  const { editor } = bench;
  const [dragged, setDragged] = useState<ReadonlyMap<string, Position>>(NOTHING);
  const [connecting, setConnecting] = useState(false);

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
      if (after !== base) editor.apply({ document: after }, { label: "Reconnect", key: null });
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

  return {
    dragged,
    connecting,
    handlers: {
      onNodesChange,
      onEdgesChange,
      isValidConnection,
      onConnect,
      onConnectStart: () => setConnecting(true),
      onConnectEnd,
      onReconnect,
      onReconnectStart: () => setConnecting(true),
      onReconnectEnd: () => setConnecting(false),
    },
  };
}
