import type { Edge, JourneyDocument, Position, Step } from "~/api/types";
import { openOutlets, stepById } from "../document/document";
import type { Outlet } from "../steps/definition";
import { STEP_HEIGHT, outletPositions, widthOf } from "./measures";

/** Where an edge turns sideways: soon after it leaves, or just before it arrives. */
export type Turn = "early" | "late";

const BEND = 52;

/** Corner points of an edge from an outlet to the top of a step. Edges that go up pass by on the side. */
export function edgePoints(from: Position, to: Position, turn: Turn = "early"): Position[] {
  const gap = to.y - from.y;
  if (gap < 40) return passing(from, to);
  if (Math.abs(from.x - to.x) < 1) return [from, to];
  const y = gap <= 2 * BEND ? from.y + gap / 2 : turn === "early" ? from.y + BEND : to.y - BEND;
  return [from, { x: from.x, y }, { x: to.x, y }, to];
}

function passing(from: Position, to: Position): Position[] {
  const side = Math.max(from.x, to.x) + 170;
  return [from, { x: from.x, y: from.y + 34 }, { x: side, y: from.y + 34 }, { x: side, y: to.y - 34 }, { x: to.x, y: to.y - 34 }, to];
}

/** An SVG path through the points with rounded corners. */
export function pathThrough(points: readonly Position[], radius = 9): string {
  const [first] = points;
  if (!first) return "";
  let path = `M${first.x} ${first.y}`;
  for (let index = 1; index < points.length; index += 1) {
    const corner = points[index] ?? first;
    const next = points[index + 1];
    if (!next) {
      path += `L${corner.x} ${corner.y}`;
      continue;
    }
    const before = points[index - 1] ?? first;
    const reach = Math.min(radius, distance(before, corner) / 2, distance(corner, next) / 2);
    const enter = towards(corner, before, reach);
    const leave = towards(corner, next, reach);
    path += `L${enter.x} ${enter.y}Q${corner.x} ${corner.y} ${leave.x} ${leave.y}`;
  }
  return path;
}

const distance = (a: Position, b: Position): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Position, to: Position, by: number): Position {
  const length = distance(from, to);
  if (length === 0) return from;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

/** Where the "+" of an edge sits: how far along which of its stretches. */
export interface PlusSpot {
  /** The last stretch is clear of labels; one that several edges share is not, so there it is the one across. */
  on: "last" | "across";
  share: number;
}

export function plusPoint(points: readonly Position[], spot: PlusSpot = { on: "last", share: 0.5 }): Position {
  const across = spot.on === "across" && points.length > 2;
  const to = points.at(across ? -2 : -1) ?? { x: 0, y: 0 };
  const before = points.at(across ? -3 : -2) ?? to;
  return { x: before.x + (to.x - before.x) * spot.share, y: before.y + (to.y - before.y) * spot.share };
}

/** Below this an edge has no stretch across worth the name. */
const ACROSS = 36;

export function outletPoint(step: Step, outletId: string): Position {
  const x = outletPositions(step).get(outletId) ?? widthOf(step) / 2;
  return { x: step.position.x + x, y: step.position.y + STEP_HEIGHT };
}

export const entryPoint = (step: Step): Position => ({ x: step.position.x + widthOf(step) / 2, y: step.position.y });

/** How far below an open outlet its "+" sits. */
export const STUB = 40;

/** The middle of the "+" below an outlet that leads nowhere; a label above it moves it down. */
export function openEnd(step: Step, outlet: Outlet): Position {
  const { x, y } = outletPoint(step, outlet.id);
  return { x, y: y + (outlet.label === "" ? 27 : 43) };
}

/** Nearer than this one "+" covers part of another. */
const APART = 25;

export interface Route {
  turn: Turn;
  plus: PlusSpot;
}

const routesOf = new WeakMap<readonly Edge[], { nodes: readonly Step[]; routes: Map<string, Route> }>();

/** Whether both lists have the same steps at the same places with the same sizes: then edges run the same. */
const standAlike = (a: readonly Step[], b: readonly Step[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((step, index) => {
      const other = b[index];
      return other === step || (other?.id === step.id && other.position === step.position && sameOutlets(step, other));
    }));

const sameOutlets = (a: Step, b: Step): boolean => {
  const [left, right] = [outletPositions(a), outletPositions(b)];
  return left.size === right.size && [...left].every(([id, x]) => right.get(id) === x);
};

/** For each edge the turn that crosses fewer steps, early when it makes no difference, and a free place for its "+". */
export function routes(document: JourneyDocument): Map<string, Route> {
  const known = routesOf.get(document.edges);
  if (known && standAlike(known.nodes, document.nodes)) return known.routes;
  const routed = new Map<string, Route>();
  const entering = new Map<string, number>();
  for (const edge of document.edges) entering.set(edge.target, (entering.get(edge.target) ?? 0) + 1);
  const taken = document.nodes.flatMap((step) => openOutlets(document, step).map((outlet) => openEnd(step, outlet)));
  for (const edge of document.edges) {
    const source = stepById(document, edge.source);
    const target = stepById(document, edge.target);
    if (!source || !target) continue;
    const [from, to] = [outletPoint(source, edge.sourceHandle), entryPoint(target)];
    const long = to.y - from.y > 3 * BEND && Math.abs(from.x - to.x) > 1;
    const early = long ? crossings(document, edge, edgePoints(from, to, "early")) : 0;
    const late = early > 0 ? crossings(document, edge, edgePoints(from, to, "late")) : 0;
    const turn = early > late ? "late" : "early";
    const shared = (entering.get(edge.target) ?? 0) > 1;
    const points = edgePoints(from, to, turn);
    const plus = freeSpot(document, points, shared, taken);
    taken.push(plusPoint(points, plus));
    routed.set(edge.id, { turn, plus });
  }
  routesOf.set(document.edges, { nodes: document.nodes, routes: routed });
  return routed;
}

/** The first spot where no step covers the "+" and no other "+" is near; else the first that no step covers. */
function freeSpot(document: JourneyDocument, points: readonly Position[], shared: boolean, taken: readonly Position[]): PlusSpot {
  const last: PlusSpot[] = (points.length === 2 ? [0.55, 0.35, 0.75, 0.2, 0.9] : [0.4, 0.6, 0.2, 0.8]).map((share) => ({ on: "last", share }));
  const wide = points.length > 2 && Math.abs((points.at(-2)?.x ?? 0) - (points.at(-3)?.x ?? 0)) > ACROSS;
  const across: PlusSpot[] = wide ? [0.5, 0.3, 0.7, 0.4, 0.6, 0.2, 0.8, 0.1, 0.9].map((share) => ({ on: "across", share })) : [];
  const spots = shared ? [...across, ...last.toReversed()] : [...last, ...across];
  const usual: PlusSpot = spots[0] ?? { on: "last", share: 0.5 };
  const clear = spots.filter((spot) => !document.nodes.some((step) => covers(step, plusPoint(points, spot))));
  return clear.find((spot) => taken.every((other) => distance(other, plusPoint(points, spot)) >= APART)) ?? clear[0] ?? usual;
}

const covers = (step: Step, { x, y }: Position): boolean =>
  x > step.position.x - 10 &&
  x < step.position.x + widthOf(step) + 10 &&
  y > step.position.y - 10 &&
  y < step.position.y + STEP_HEIGHT + 10;

function crossings(document: JourneyDocument, edge: Edge, points: readonly Position[]): number {
  return document.nodes.filter((step) => {
    if (step.id === edge.source || step.id === edge.target) return false;
    const { x, y } = step.position;
    const right = x + widthOf(step);
    const bottom = y + STEP_HEIGHT;
    return points.slice(1).some((b, index) => {
      const a = points[index] ?? b;
      return Math.min(a.x, b.x) < right && Math.max(a.x, b.x) > x && Math.min(a.y, b.y) < bottom && Math.max(a.y, b.y) > y;
    });
  }).length;
}
