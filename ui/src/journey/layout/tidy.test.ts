import { describe, expect, it } from "vitest";
import type { StepType } from "~/api/types";
import { journey } from "~/testing/journeys";
import { stepById } from "../document/document";
import { STEP_HEIGHT, widthOf } from "./measures";
import { tidy } from "./tidy";

describe("tidy layout", () => {
  const document = journey(
    { start: "trigger", b: "branch", email: "send_email", sms: "send_sms", w: "wait", x: "exit" },
    ["start next b", "b else email", "b yes sms", "sms next w", "w next x", "email next x"],
  );
  const at = tidy(document);

  it("goes from top to bottom", () => {
    for (const edge of document.edges) expect(at.get(edge.target)?.y).toBeGreaterThan(at.get(edge.source)?.y ?? 0);
  });

  it("keeps the start where it is", () => {
    expect(at.get("start")).toEqual({ x: 0, y: 0 });
  });

  it("puts ways side by side in the order they leave", () => {
    expect(at.get("sms")?.y).toBe(at.get("email")?.y);
    expect(at.get("sms")?.x).toBeLessThan(at.get("email")?.x ?? 0);
  });

  it("gives the same answer every time", () => {
    expect(tidy(document)).toEqual(at);
  });

  it("lets no two steps overlap, in a big journey with joins and steps that nothing leads to", () => {
    const steps: Record<string, StepType> = { start: "trigger", lost: "send_sms" };
    const edges = ["start next b0"];
    for (let n = 0; n < 60; n += 1) {
      steps[`b${n}`] = n % 3 === 0 ? "branch" : "wait";
      const next = n + 1 < 60 ? `b${n + 1}` : null;
      if (n % 3 === 0) {
        steps[`s${n}`] = "send_sms";
        edges.push(`b${n} yes s${n}`);
        if (next) edges.push(`b${n} else ${next}`, `s${n} next ${next}`);
      } else if (next) edges.push(`b${n} next ${next}`);
    }
    const big = journey(steps, edges);
    const places = tidy(big);
    const boxes = [...places].map(([id, { x, y }]) => {
      const step = stepById(big, id);
      return { x, y, right: x + (step ? widthOf(step) : 0), bottom: y + STEP_HEIGHT };
    });
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) {
        expect(a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom).toBe(false);
      }
    }
  });
});
