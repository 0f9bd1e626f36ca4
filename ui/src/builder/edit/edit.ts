import type { Edge, JourneyDocument, JourneySettings, Position, Step, StepType } from "~/api/types";
import { edgeFrom, freshEdgeId, freshStepId, isStart, stepById, triggerOf } from "~/journey/document/document";
import { COLUMN, ROW, outletPositions, widthOf } from "~/journey/layout/measures";
import { definitionOf, newData, outletsOf } from "~/journey/steps/registry";
import { assertNever } from "~/shared/assertNever";
import { type Connection, refusal } from "./connection";

/** Where a new step goes. */
export type Place =
  | { at: "outlet"; source: string; outlet: string }
  | { at: "edge"; edge: string }
  | { at: "position"; position: Position };

export interface Added {
  document: JourneyDocument;
  stepId: string;
}

/** Why a step of this type can't go there; null when it can. */
export function placeRefusal(document: JourneyDocument, type: StepType, place: Place): string | null {
  const { kind } = definitionOf(type);
  if (kind === "start") return "A journey has one trigger.";
  const onEdge = place.at === "edge" || (place.at === "outlet" && edgeFrom(document, place.source, place.outlet) !== undefined);
  return kind === "end" && onEdge ? "An Exit ends the path. Add it where a path is open." : null;
}

/** Adds a step: free on the canvas, at an open outlet, or in the middle of an edge. */
export function addStep(document: JourneyDocument, type: StepType, place: Place): Added {
  const id = freshStepId(new Set(document.nodes.map((step) => step.id)), type);
  switch (place.at) {
    case "edge": {
      const edge = document.edges.find(({ id: edgeId }) => edgeId === place.edge);
      return edge ? insertOnEdge(document, type, id, edge) : { document, stepId: id };
    }
    case "outlet": {
      const edge = edgeFrom(document, place.source, place.outlet);
      if (edge) return insertOnEdge(document, type, id, edge);
      const source = stepById(document, place.source);
      if (!source) return { document, stepId: id };
      const added = { ...document, nodes: [...document.nodes, makeStep(type, id, below(document, source, place.outlet, type))] };
      return { document: connect(added, { source: source.id, sourceHandle: place.outlet, target: id }), stepId: id };
    }
    case "position":
      return { document: { ...document, nodes: [...document.nodes, makeStep(type, id, place.position)] }, stepId: id };
    default:
      return assertNever(place);
  }
}

function makeStep(type: StepType, id: string, position: Position): Step {
  return { id, type, position, data: newData(type) } as Step;
}

/** A free place below an outlet. */
function below(document: JourneyDocument, source: Step, outletId: string, type: StepType): Position {
  const outlets = outletsOf(source);
  const index = outlets.findIndex((outlet) => outlet.id === outletId);
  const outlet = outlets[index];
  const main = outlets.filter((candidate) => !candidate.optional);
  const width = widthOf(makeStep(type, "new", source.position));
  const middle = source.position.x + widthOf(source) / 2;
  const shift = outlet?.optional ? COLUMN : (main.findIndex((candidate) => candidate.id === outletId) - (main.length - 1) / 2) * COLUMN;
  const position = { x: middle + shift - width / 2, y: source.position.y + ROW };
  while (document.nodes.some((step) => overlaps(step, position, width))) position.x += COLUMN / 2;
  return position;
}

function overlaps(step: Step, position: Position, width: number): boolean {
  return (
    Math.abs(step.position.y - position.y) < 90 &&
    step.position.x < position.x + width + 16 &&
    position.x < step.position.x + widthOf(step) + 16
  );
}

function insertOnEdge(document: JourneyDocument, type: StepType, id: string, edge: Edge): Added {
  const source = stepById(document, edge.source);
  const target = stepById(document, edge.target);
  if (!source || !target) return { document, stepId: id };
  const backwards = target.position.y <= source.position.y;
  const room = backwards ? document : makeRoom(document, source, target);
  const moved = stepById(room, target.id) ?? target;
  const step = makeStep(type, id, { x: 0, y: 0 });
  const width = widthOf(step);
  const leaves = source.position.x + (outletPositions(source).get(edge.sourceHandle) ?? 0);
  const arrives = moved.position.x + widthOf(moved) / 2;
  const straight = Math.abs(leaves - arrives) < COLUMN / 2;
  const position = {
    x: (straight || !backwards ? arrives : (leaves + arrives) / 2) - width / 2,
    y: backwards ? (source.position.y + moved.position.y) / 2 : moved.position.y - ROW,
  };
  const placed = { ...step, position } as Step;
  const first = outletsOf(placed)[0];
  const edges = room.edges.map((other) => (other.id === edge.id ? { ...other, target: id } : other));
  let next: JourneyDocument = { ...room, nodes: [...room.nodes, placed], edges };
  if (first) next = connect(next, { source: id, sourceHandle: first.id, target: target.id });
  return { document: next, stepId: id };
}

/** Moves what lies below an edge down by what a new step needs; nothing moves when there is room already. */
function makeRoom(document: JourneyDocument, source: Step, target: Step): JourneyDocument {
  const gap = target.position.y - source.position.y;
  const need = 2 * ROW - gap;
  if (need <= 0) return document;
  const later = downstream(document, target.id);
  return {
    ...document,
    nodes: document.nodes.map((step) =>
      later.has(step.id) && step.position.y >= target.position.y
        ? { ...step, position: { x: step.position.x, y: step.position.y + need } }
        : step,
    ),
  };
}

/** A step and every step that can come after it. */
export function downstream(document: JourneyDocument, id: string): Set<string> {
  const next = new Map<string, string[]>();
  for (const edge of document.edges) next.set(edge.source, [...(next.get(edge.source) ?? []), edge.target]);
  const visited = new Set<string>();
  const open = [id];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (visited.has(current)) continue;
    visited.add(current);
    open.push(...(next.get(current) ?? []));
  }
  return visited;
}

/** Connects an outlet to a step; an outlet that led elsewhere is moved. Does nothing when it is refused. */
export function connect(document: JourneyDocument, wanted: Connection): JourneyDocument {
  if (refusal(document, wanted) !== null) return document;
  const existing = edgeFrom(document, wanted.source, wanted.sourceHandle);
  if (existing?.target === wanted.target) return document;
  const edge: Edge = existing
    ? { ...existing, target: wanted.target }
    : { id: freshEdgeId(document, wanted.source, wanted.sourceHandle), ...wanted };
  return { ...document, edges: [...document.edges.filter((other) => other !== existing), edge] };
}

export function removeEdges(document: JourneyDocument, ids: ReadonlySet<string>): JourneyDocument {
  if (!document.edges.some((edge) => ids.has(edge.id))) return document;
  return { ...document, edges: document.edges.filter((edge) => !ids.has(edge.id)) };
}

/**
 * Removes steps and joins what led to them with what came after them: through the first outlet that
 * is connected. The start stays.
 */
export function removeWithRejoin(document: JourneyDocument, ids: ReadonlySet<string>): JourneyDocument {
  const going = new Set(document.nodes.filter((step) => ids.has(step.id) && !isStart(step)).map((step) => step.id));
  if (going.size === 0) return document;
  const kept: JourneyDocument = {
    ...document,
    nodes: document.nodes.filter((step) => !going.has(step.id)),
    edges: document.edges.filter((edge) => !going.has(edge.source) && !going.has(edge.target)),
  };
  const entering = document.edges.filter((edge) => going.has(edge.target) && !going.has(edge.source));
  return entering.reduce((joined, edge) => {
    const target = continuation(document, going, edge.target);
    return target === null ? joined : connect(joined, { source: edge.source, sourceHandle: edge.sourceHandle, target });
  }, kept);
}

/** The first step that stays, of those that follow a removed one. */
function continuation(document: JourneyDocument, going: ReadonlySet<string>, id: string): string | null {
  const visited = new Set<string>();
  let current = id;
  while (going.has(current)) {
    if (visited.has(current)) return null;
    visited.add(current);
    const step = stepById(document, current);
    const onward = step ? outletsOf(step).map((outlet) => edgeFrom(document, step.id, outlet.id)).find(Boolean) : undefined;
    if (!onward) return null;
    current = onward.target;
  }
  return current;
}

export function moveSteps(document: JourneyDocument, positions: ReadonlyMap<string, Position>): JourneyDocument {
  let changed = false;
  const nodes = document.nodes.map((step) => {
    const position = positions.get(step.id);
    if (!position || (position.x === step.position.x && position.y === step.position.y)) return step;
    changed = true;
    return { ...step, position: { x: Math.round(position.x), y: Math.round(position.y) } };
  });
  return changed ? { ...document, nodes } : document;
}

/** Replaces a step's data. Edges whose outlet is gone go with it. */
export function updateStep(document: JourneyDocument, next: Step): JourneyDocument {
  const outlets = new Set(outletsOf(next).map((outlet) => outlet.id));
  const edges = document.edges.filter((edge) => edge.source !== next.id || outlets.has(edge.sourceHandle));
  return {
    ...document,
    nodes: document.nodes.map((step) => (step.id === next.id ? next : step)),
    edges: edges.length === document.edges.length ? document.edges : edges,
  };
}

export function updateSettings(document: JourneyDocument, settings: Partial<JourneySettings>): JourneyDocument {
  return { ...document, settings: { ...document.settings, ...settings } };
}

export const rename = (document: JourneyDocument, name: string): JourneyDocument => ({ ...document, name });

/** Steps that nothing leads to, the start aside. */
export function unreachable(document: JourneyDocument): string[] {
  const start = triggerOf(document);
  const reached = start ? downstream(document, start.id) : new Set<string>();
  return document.nodes.filter((step) => !reached.has(step.id)).map((step) => step.id);
}
