import { describe, expect, it } from "vitest";
import type { Edge, JourneyDocument, Position } from "~/api/types";
import { journey } from "~/testing/journeys";
import { openOutlets, stepById } from "../document/document";
import { edgePoints, entryPoint, openEnd, outletPoint, pathThrough, plusPoint, routes } from "./edges";
import { STEP_HEIGHT, STEP_WIDTH } from "./measures";
import { tidy } from "./tidy";

const tidied = (document: JourneyDocument): JourneyDocument => {
  const places = tidy(document);
  return { ...document, nodes: document.nodes.map((step) => ({ ...step, position: places.get(step.id) ?? step.position })) };
};

function plusOf(document: JourneyDocument, edge: Edge): Position {
  const [source, target] = [stepById(document, edge.source), stepById(document, edge.target)];
  if (!source || !target) throw new Error("steps are missing");
  const route = routes(document).get(edge.id);
  return plusPoint(edgePoints(outletPoint(source, edge.sourceHandle), entryPoint(target), route?.turn), route?.plus);
}

describe("the way of an edge", () => {
  it("is straight where it can be", () => {
    expect(edgePoints({ x: 0, y: 0 }, { x: 0, y: 100 })).toHaveLength(2);
  });

  it("begins and ends upright", () => {
    for (const to of [{ x: 80, y: 70 }, { x: 80, y: 400 }, { x: -80, y: -300 }]) {
      const points = edgePoints({ x: 0, y: 0 }, to);
      expect(points[1]?.x).toBe(0);
      expect(points.at(-2)?.x).toBe(to.x);
    }
  });

  it("draws rounded corners that never overshoot", () => {
    expect(pathThrough(edgePoints({ x: 0, y: 0 }, { x: 4, y: 60 }))).not.toContain("NaN");
  });

  it("keeps its plus clear of steps it runs behind", () => {
    const document = journey({ start: "trigger", sms1: "send_sms", exit1: "exit" }, ["sms1 next exit1", "start next exit1"]);
    const route = routes(document).get("start-next");
    const [start, exit, sms] = ["start", "exit1", "sms1"].map((id) => stepById(document, id));
    if (!start || !exit || !sms) throw new Error("steps are missing");
    const { x, y } = plusPoint(edgePoints(outletPoint(start, "next"), entryPoint(exit)), route?.plus);
    const beside = x < sms.position.x || x > sms.position.x + STEP_WIDTH;
    expect(beside || y < sms.position.y || y > sms.position.y + STEP_HEIGHT).toBe(true);
  });

  it("has a plus of its own where ways join", () => {
    const document = journey(
      { start: "trigger", b: "branch", sms1: "send_sms", email1: "send_email", x: "exit" },
      ["start next b", "b yes sms1", "b else email1", "sms1 next x", "email1 next x"],
    );
    const placed = tidied(document);
    const spots = placed.edges.map((edge) => {
      const { x, y } = plusOf(placed, edge);
      return `${Math.round(x)} ${Math.round(y)}`;
    });
    expect(new Set(spots).size).toBe(spots.length);
  });

  it("keeps every plus apart from every other, those of open ends too", () => {
    const document = journey(
      { start: "trigger", b: "branch", sms1: "send_sms", email1: "send_email", w: "wait", sms2: "send_sms", hook1: "webhook", x: "exit" },
      ["start next b", "b yes sms1", "b else email1", "sms1 next w", "email1 next w", "email1 not_sent x", "w next sms2", "sms2 next hook1", "hook1 next x"],
    );
    const placed = tidied(document);
    const ends = placed.nodes.flatMap((step) => openOutlets(placed, step).map((outlet) => openEnd(step, outlet)));
    const all = [...ends, ...placed.edges.map((edge) => plusOf(placed, edge))];
    for (const [index, a] of all.entries()) {
      for (const b of all.slice(index + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(20);
    }
  });
});
