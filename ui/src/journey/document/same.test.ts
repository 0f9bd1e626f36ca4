import { expect, it } from "vitest";
import { same } from "./same";

it("compares what values say, not how they are written", () => {
  expect(same({ a: 1, b: undefined, c: [1, { d: 2 }] }, { c: [1, { d: 2 }], a: 1 })).toBe(true);
  expect(same({ a: [] }, { a: {} })).toBe(false);
  expect(same({ a: 1 }, { b: 1 })).toBe(false);
});
