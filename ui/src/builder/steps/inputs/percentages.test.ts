import { describe, expect, it } from "vitest";
import { addArm, evenly, rebalance, removeArm, total } from "./percentages";

const arms = (...percents: number[]) => percents.map((percent, index) => ({ id: "abcdefg"[index] ?? "z", percent }));
const percents = (list: { percent: number }[]) => list.map((arm) => arm.percent);

describe("shares of a split", () => {
  it("keep their proportion when one changes", () => {
    expect(percents(rebalance(arms(50, 30, 20), "a", 25))).toEqual([25, 45, 30]);
  });

  it("share evenly when the others had nothing", () => {
    expect(percents(rebalance(arms(100, 0, 0), "a", 80))).toEqual([80, 10, 10]);
  });

  it("of one arm are all of it", () => {
    expect(percents(rebalance(arms(100), "a", 10))).toEqual([100]);
  });

  it("are whole and even when asked for", () => {
    expect(percents(evenly(arms(1, 2, 3)))).toEqual([34, 33, 33]);
  });

  it("make room for a new arm and close up after one", () => {
    const three = addArm(arms(50, 50));
    expect(percents(three)).toEqual([34, 33, 33]);
    expect(three[2]?.id).toBe("c");
    expect(percents(removeArm(three, "a"))).toEqual([50, 50]);
  });

  it("sum to 100 whatever is asked", () => {
    for (let wanted = -5; wanted <= 105; wanted += 1) {
      for (const list of [arms(50, 50), arms(33, 33, 34), arms(0, 0, 100), arms(1, 2, 3, 4, 90), arms(12.5, 12.5, 75)]) {
        const after = rebalance(list, "b", wanted);
        expect(total(after)).toBe(100);
        expect(after.every((arm) => arm.percent >= 0 && Number.isInteger(arm.percent))).toBe(true);
      }
    }
  });
});
