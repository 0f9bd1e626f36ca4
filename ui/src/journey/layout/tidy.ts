import { Graph, layout } from "@dagrejs/dagre";
import type { Edge, JourneyDocument, Position, Step } from "~/api/types";
import { edgeFrom, stepById, triggerOf } from "../document/document";
import { outletsOf } from "../steps/registry";
import { ROW, STEP_HEIGHT, outletPositions, widthOf } from "./measures";

/**
 * Positions of a tidy layout, top to bottom, edges in the order of their outlets. The start stays where
 * it is, so that the view does not jump.
 */
export function tidy(document: JourneyDocument): Map<string, Position> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 32, ranksep: ROW - STEP_HEIGHT, edgesep: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  const order = visitOrder(document);
  for (const id of order) {
    const step = stepById(document, id);
    if (step) graph.setNode(id, { width: widthOf(step), height: STEP_HEIGHT });
  }
  const rank = new Map(order.map((id, index) => [id, index]));
  const edges = document.edges.filter((edge) => rank.has(edge.source) && rank.has(edge.target));
  edges.sort((a, b) => (rank.get(a.source) ?? 0) - (rank.get(b.source) ?? 0) || outletIndex(document, a) - outletIndex(document, b));
  for (const edge of edges) {
    graph.setEdge(edge.source, edge.target, { weight: weight(document, edge) }, edge.id);
  }
  layout(graph, { constraints: siblings(document, rank) });
  return anchored(document, straightened(document, centres(document, graph)));
}

/** Steps that the outlets of one step lead to, as pairs of left and right. */
function siblings(document: JourneyDocument, rank: ReadonlyMap<string, number>): { left: string; right: string }[] {
  return document.nodes.flatMap((step) => {
    const targets = [...new Set(targetsOf(document, step))];
    return targets.slice(1).flatMap((right, index) => {
      const left = targets[index] ?? right;
      return (rank.get(left) ?? 0) < (rank.get(right) ?? 0) ? [{ left, right }] : [];
    });
  });
}

const targetsOf = (document: JourneyDocument, step: Step): string[] =>
  outletsOf(step).flatMap((outlet) => edgeFrom(document, step.id, outlet.id)?.target ?? []);

type Centre = { x: number; y: number };

function centres(document: JourneyDocument, graph: Graph): Map<string, Centre> {
  return new Map(
    document.nodes.map((step) => {
      const { x, y } = graph.node(step.id) as Centre;
      return [step.id, { x, y }];
    }),
  );
}

/**
 * dagre orders a step's edges by crossings alone. Where two edges of one step lead to neighbours in the
 * wrong order and neither leads on to anything shared, whole branches are swapped.
 */
function straightened(document: JourneyDocument, at: Map<string, Centre>): Map<string, Centre> {
  for (const step of document.nodes) {
    const targets = targetsOf(document, step);
    for (let index = 0; index + 1 < targets.length; index += 1) {
      const [a, b] = [targets[index], targets[index + 1]];
      if (a === undefined || b === undefined || a === b) continue;
      const [first, second] = [at.get(a), at.get(b)];
      if (!first || !second || first.y !== second.y || first.x <= second.x) continue;
      swap(document, at, a, b);
    }
  }
  return at;
}

function swap(document: JourneyDocument, at: Map<string, Centre>, a: string, b: string): void {
  const left = exclusive(document, b, a);
  const right = exclusive(document, a, b);
  if (left === null || right === null) return;
  const box = (ids: Set<string>) => {
    let low = Infinity;
    let high = -Infinity;
    for (const id of ids) {
      const step = stepById(document, id);
      const centre = at.get(id);
      if (!step || !centre) continue;
      low = Math.min(low, centre.x - widthOf(step) / 2);
      high = Math.max(high, centre.x + widthOf(step) / 2);
    }
    return { low, high };
  };
  const [boxLeft, boxRight] = [box(left), box(right)];
  if (boxLeft.high > boxRight.low) return;
  const shift = (ids: Set<string>, by: number) => {
    for (const id of ids) {
      const centre = at.get(id);
      if (centre) at.set(id, { x: centre.x + by, y: centre.y });
    }
  };
  shift(right, boxLeft.low - boxRight.low);
  shift(left, boxRight.high - boxLeft.high);
}

/** A step and what follows it, when nothing outside leads in; null when it shares anything with `other`. */
function exclusive(document: JourneyDocument, id: string, other: string): Set<string> | null {
  const own = reach(document, id);
  const theirs = reach(document, other);
  for (const follower of own) if (theirs.has(follower)) return null;
  for (const edge of document.edges) {
    if (own.has(edge.target) && !own.has(edge.source) && edge.target !== id) return null;
  }
  return own;
}

function reach(document: JourneyDocument, id: string): Set<string> {
  const reached = new Set<string>();
  const open = [id];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (reached.has(current)) continue;
    reached.add(current);
    for (const edge of document.edges) if (edge.source === current) open.push(edge.target);
  }
  return reached;
}

/** How much an edge wants to be short and straight: the edges of a branch most, so that their steps stand in one row. */
function weight(document: JourneyDocument, edge: Edge): number {
  const step = stepById(document, edge.source);
  const outlets = step ? outletsOf(step) : [];
  if (outlets.find((outlet) => outlet.id === edge.sourceHandle)?.optional) return 1;
  if (outlets.filter((outlet) => !outlet.optional).length < 2) return 2;
  return outlets[0]?.id === edge.sourceHandle ? 4 : 3;
}

function outletIndex(document: JourneyDocument, edge: { source: string; sourceHandle: string }): number {
  const step = stepById(document, edge.source);
  if (!step) return 0;
  const positions = [...outletPositions(step)].toSorted((a, b) => a[1] - b[1]).map(([id]) => id);
  return positions.indexOf(edge.sourceHandle);
}

/** Steps in the order one meets them from the start, edges in the order of their outlets; the rest after. */
function visitOrder(document: JourneyDocument): string[] {
  const start = triggerOf(document);
  const bySource = new Map<string, Edge[]>();
  for (const edge of document.edges) bySource.set(edge.source, [...(bySource.get(edge.source) ?? []), edge]);
  const visited = new Set<string>();
  const walk = (first: string) => {
    const open = [first];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (visited.has(id)) continue;
      const step = stepById(document, id);
      if (!step) continue;
      visited.add(id);
      const outlets = outletsOf(step).map((outlet) => outlet.id);
      const onward = (bySource.get(id) ?? []).toSorted(
        (a, b) => outlets.indexOf(b.sourceHandle) - outlets.indexOf(a.sourceHandle),
      );
      open.push(...onward.map((edge) => edge.target));
    }
  };
  if (start) walk(start.id);
  for (const step of document.nodes) walk(step.id);
  return [...visited];
}

function anchored(document: JourneyDocument, at: Map<string, Centre>): Map<string, Position> {
  const anchor = triggerOf(document) ?? document.nodes[0];
  const origin = anchor && at.get(anchor.id);
  if (!anchor || !origin) return new Map();
  const dx = anchor.position.x + widthOf(anchor) / 2 - origin.x;
  const dy = anchor.position.y + STEP_HEIGHT / 2 - origin.y;
  return new Map(
    document.nodes.map((step) => {
      const centre = at.get(step.id) ?? origin;
      return [
        step.id,
        { x: Math.round(centre.x + dx - widthOf(step) / 2), y: Math.round(centre.y + dy - STEP_HEIGHT / 2) },
      ];
    }),
  );
}
