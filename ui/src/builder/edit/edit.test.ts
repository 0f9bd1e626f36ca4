import { describe, expect, it } from "vitest";
import { stepById } from "~/journey/document/document";
import { ROW, outletPositions } from "~/journey/layout/measures";
import { edgesOf, journey } from "~/testing/journeys";
import { addStep, connect, placeRefusal, removeWithRejoin, updateStep } from "./edit";

const line = () => journey({ start: "trigger", sms1: "send_sms", exit1: "exit" }, ["start next sms1", "sms1 next exit1"]);

describe("adding a step", () => {
  it("at an open outlet connects it there, below", () => {
    const { document, stepId } = addStep(journey({ start: "trigger" }, []), "send_sms", { at: "outlet", source: "start", outlet: "next" });
    expect(stepId).toBe("sms1");
    expect(edgesOf(document)).toEqual(["start next sms1"]);
    expect(stepById(document, "sms1")?.position.y).toBe(ROW);
  });

  it("on an edge joins both ends and pushes down what comes after", () => {
    const { document, stepId } = addStep(line(), "wait", { at: "edge", edge: "start-next" });
    expect(edgesOf(document)).toEqual(["sms1 next exit1", "start next wait1", "wait1 next sms1"]);
    expect(stepById(document, stepId)?.position.y).toBe(ROW);
    expect(stepById(document, "sms1")?.position.y).toBe(2 * ROW);
    expect(stepById(document, "exit1")?.position.y).toBe(3 * ROW);
  });

  it("on an edge moves nothing when there is room", () => {
    const before = line();
    const roomy = { ...before, nodes: before.nodes.map((step) => (step.id === "start" ? step : { ...step, position: { x: 0, y: step.position.y + 500 } })) };
    const { document } = addStep(roomy, "wait", { at: "edge", edge: "start-next" });
    expect(stepById(document, "sms1")?.position).toEqual(stepById(roomy, "sms1")?.position);
  });

  it("at a taken outlet inserts it there", () => {
    const { document } = addStep(line(), "wait", { at: "outlet", source: "start", outlet: "next" });
    expect(edgesOf(document)).toContain("wait1 next sms1");
  });

  it("puts a branch on an edge so that its first way leads on", () => {
    const { document } = addStep(line(), "branch", { at: "edge", edge: "start-next" });
    expect(edgesOf(document)).toContain("branch1 yes sms1");
  });

  it("never puts two steps of neighbouring outlets on one another", () => {
    let document = journey({ start: "trigger", branch1: "branch" }, ["start next branch1"]);
    document = addStep(document, "send_sms", { at: "outlet", source: "branch1", outlet: "yes" }).document;
    document = addStep(document, "send_email", { at: "outlet", source: "branch1", outlet: "else" }).document;
    const [a, b] = [stepById(document, "sms1"), stepById(document, "email1")];
    expect(Math.abs((a?.position.x ?? 0) - (b?.position.x ?? 0))).toBeGreaterThan(236);
    expect(a?.position.y).toBe(b?.position.y);
  });

  it("refuses a second start, and an exit in the middle of a way", () => {
    expect(placeRefusal(line(), "trigger", { at: "position", position: { x: 0, y: 0 } })).toMatch(/one trigger/);
    expect(placeRefusal(line(), "exit", { at: "edge", edge: "start-next" })).toMatch(/ends the path/);
    expect(placeRefusal(line(), "exit", { at: "outlet", source: "sms1", outlet: "not_sent" })).toBeNull();
  });
});

describe("connecting", () => {
  it("moves an outlet that already led elsewhere", () => {
    const document = connect(journey({ start: "trigger", sms1: "send_sms", sms2: "send_sms" }, ["start next sms1"]), {
      source: "start",
      sourceHandle: "next",
      target: "sms2",
    });
    expect(edgesOf(document)).toEqual(["start next sms2"]);
  });

  it("changes nothing when it is refused", () => {
    const before = line();
    expect(connect(before, { source: "sms1", sourceHandle: "next", target: "start" })).toBe(before);
  });
});

describe("removing steps", () => {
  it("joins what came before with what comes after", () => {
    expect(edgesOf(removeWithRejoin(line(), new Set(["sms1"])))).toEqual(["start next exit1"]);
  });

  it("joins over several removed steps in a row", () => {
    const document = journey(
      { start: "trigger", a: "wait", b: "branch", c: "send_sms" },
      ["start next a", "a next b", "b else c"],
    );
    expect(edgesOf(removeWithRejoin(document, new Set(["a", "b"])))).toEqual(["start next c"]);
  });

  it("joins every way that led to the removed step", () => {
    const document = journey(
      { start: "trigger", b: "branch", w: "wait", c: "send_sms" },
      ["start next b", "b yes w", "b else w", "w next c"],
    );
    expect(edgesOf(removeWithRejoin(document, new Set(["w"])))).toEqual(["b else c", "b yes c", "start next b"]);
  });

  it("leaves an end open when nothing came after", () => {
    expect(edgesOf(removeWithRejoin(line(), new Set(["exit1"])))).toEqual(["start next sms1"]);
  });

  it("does not join into a turn without a wait", () => {
    const document = journey({ start: "trigger", a: "send_sms", w: "wait" }, ["start next a", "a next w", "w next a"]);
    expect(edgesOf(removeWithRejoin(document, new Set(["w"])))).toEqual(["start next a"]);
  });

  it("keeps the start", () => {
    const before = line();
    expect(removeWithRejoin(before, new Set(["start"]))).toBe(before);
  });
});

describe("changing a step", () => {
  it("drops edges of ways out that are gone", () => {
    const document = journey({ start: "trigger", s: "split", a: "exit", b: "exit" }, ["start next s", "s a a", "s b b"]);
    const changed = updateStep(document, { id: "s", type: "split", position: { x: 0, y: 0 }, data: { arms: [{ id: "a", percent: 100 }] } });
    expect(edgesOf(changed)).toEqual(["s a a", "start next s"]);
  });
});

it("gives every way out a place of its own on the step", () => {
  const document = journey({ b: "branch", s: "send_sms" }, []);
  for (const step of document.nodes) {
    const places = [...outletPositions(step).values()];
    expect(new Set(places).size).toBe(places.length);
  }
});
