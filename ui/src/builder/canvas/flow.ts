import { type Edge as FlowEdge, type Node as FlowNode, Position as Side } from "@xyflow/react";
import type { Edge, JourneyDocument, Position, Step } from "~/api/types";
import { isStart } from "~/journey/document/document";
import { STEP_HEIGHT, outletPositions, widthOf } from "~/journey/layout/measures";

export type StepFlowNode = FlowNode<Record<string, unknown>>;
export type StepFlowEdge = FlowEdge<Record<string, unknown>>;

interface Both<T> {
  plain?: T;
  selected?: T;
}

const nodes = new WeakMap<Step, Both<StepFlowNode>>();
const edges = new WeakMap<Edge, Both<StepFlowEdge>>();

/**
 * A step with what React Flow wants to know besides: its size and where its handles are. Those follow
 * from the step, so nothing has to be measured, and a step that did not change is the same object.
 */
export function flowNode(step: Step, selected: boolean): StepFlowNode {
  const known = nodes.get(step) ?? {};
  const slot = selected ? "selected" : "plain";
  const shape = known[slot];
  if (shape) return shape;
  const width = widthOf(step);
  const size = { width, height: STEP_HEIGHT };
  const node: StepFlowNode = {
    id: step.id,
    type: "step",
    position: step.position,
    data: { step },
    selected,
    deletable: false,
    ...size,
    measured: size,
    handles: [
      { id: "in", type: "target" as const, position: Side.Top, x: width / 2, y: 0, width: 0, height: 0 },
      ...[...outletPositions(step)].map(([id, x]) => ({
        id,
        type: "source" as const,
        position: Side.Bottom,
        x,
        y: STEP_HEIGHT,
        width: 0,
        height: 0,
      })),
    ],
    // The focusable card inside says what it is.
    domAttributes: { "aria-roledescription": undefined },
  };
  nodes.set(step, { ...known, [slot]: node });
  return node;
}

export function flowEdge(edge: Edge, selected: boolean): StepFlowEdge {
  const known = edges.get(edge) ?? {};
  const slot = selected ? "selected" : "plain";
  const shape = known[slot];
  if (shape) return shape;
  const made: StepFlowEdge = { ...edge, targetHandle: "in", type: "step", data: { edge }, selected, deletable: false };
  edges.set(edge, { ...known, [slot]: made });
  return made;
}

/** The nodes of a document; those being dragged are where the pointer has them. */
export function flowNodes(
  document: JourneyDocument,
  selection: readonly string[],
  dragged: ReadonlyMap<string, Position>,
): StepFlowNode[] {
  const selected = new Set(selection);
  return document.nodes.map((step) => {
    const node = flowNode(step, selected.has(step.id));
    const position = dragged.get(step.id);
    return position ? { ...node, position, dragging: true } : node;
  });
}

export function flowEdges(document: JourneyDocument, selected: string | null): StepFlowEdge[] {
  const steps = new Map(document.nodes.map((step) => [step.id, step]));
  // A draft read from elsewhere may have edges of outlets that are not there; findings tell of them.
  return document.edges
    .filter((edge) => {
      const source = steps.get(edge.source);
      const target = steps.get(edge.target);
      return source && target && !isStart(target) && outletPositions(source).has(edge.sourceHandle);
    })
    .map((edge) => flowEdge(edge, edge.id === selected));
}
