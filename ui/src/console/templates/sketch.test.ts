import { describe, expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { sketch } from "./sketch";

describe("the drawing of a journey", () => {
  it("has a box for each step and a line for each way, inside its frame", () => {
    const drawn = sketch(journey({ start: "trigger", b: "branch", s: "send_sms" }, ["start next b", "b yes s"]));
    expect(drawn.boxes.map((box) => box.kind)).toEqual(["start", "logic", "message"]);
    expect(drawn.ways).toHaveLength(2);
    const [left = 0, top = 0, width = 0, height = 0] = drawn.viewBox.split(" ").map(Number);
    for (const box of drawn.boxes) {
      expect(box.x).toBeGreaterThan(left);
      expect(box.y).toBeGreaterThan(top);
      expect(box.x + box.width).toBeLessThan(left + width);
      expect(box.y + box.height).toBeLessThan(top + height);
    }
  });

  it("cuts a long journey off below instead of making it tiny", () => {
    const steps = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index === 0 ? "start" : `w${index}`, index === 0 ? "trigger" : "wait"] as const));
    expect(sketch(journey(steps, [])).goesOn).toBe(true);
    expect(sketch(journey({ start: "trigger" }, [])).goesOn).toBe(false);
  });

  it("leaves out lines to steps that are not there", () => {
    expect(sketch(journey({ start: "trigger" }, ["start next gone"])).ways).toEqual([]);
  });
});
