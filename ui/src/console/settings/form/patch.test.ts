import { describe, expect, it } from "vitest";
import { mergePatch } from "./patch";

describe("what is sent of changed settings", () => {
  it.each([
    [{ a: 1 }, { a: 1 }, {}],
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
    [{ texts: { en: "Hi", sv: "Hej" } }, { texts: { en: "Hi" } }, { texts: { sv: null } }],
    [{ texts: {} }, { texts: { sv: "Hej" } }, { texts: { sv: "Hej" } }],
    [{ list: [1, 2] }, { list: [2] }, { list: [2] }],
    [{ cap: { messages: 3, per: "P1D" } }, { cap: null }, { cap: null }],
    [{ cap: null }, { cap: { messages: 3, per: "P1D" } }, { cap: { messages: 3, per: "P1D" } }],
  ])("from %j to %j is %j", (before, after, patch) => expect(mergePatch(before, after)).toEqual(patch));
});
