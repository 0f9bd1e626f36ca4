import { describe, expect, it } from "vitest";
import { count, fileSize, joined, percent, plural } from "./format";

describe("numbers in words", () => {
  it("separates thousands", () => expect(count(1_234_567)).toBe("1,234,567"));

  it.each([
    [0, "0 contacts"],
    [1, "1 contact"],
    [14_000, "14,000 contacts"],
  ])("counts %d of something", (value, text) => expect(plural(value, "contact")).toBe(text));

  it("has no share of nothing", () => expect(percent(0, 0)).toBe("–"));
  it("keeps one digit of a share", () => expect(percent(1, 3)).toBe("33.3%"));

  it.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
  ])("joins %j", (parts, text) => expect(joined(parts)).toBe(text));

  it.each([
    [12, "12 bytes"],
    [3_400, "3.4 KB"],
    [52_000_000, "52 MB"],
  ])("says the size of %d bytes", (bytes, text) => expect(fileSize(bytes)).toBe(text));
});
