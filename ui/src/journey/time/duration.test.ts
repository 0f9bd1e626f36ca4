import { describe, expect, it } from "vitest";
import { durationWords, formatDuration, fromAmount, parseDuration, secondsWords, toAmount } from "./duration";

describe("durations", () => {
  it.each(["PT1H", "P1D", "-PT1H", "P1DT2H30M", "P2W", "PT0S", "P1Y2M", "PT1.5S"])("%s reads and writes the same", (text) => {
    const duration = parseDuration(text);
    expect(duration && formatDuration(duration)).toBe(text);
  });

  it.each(["", "P", "PT", "1H", "P1H", "PT1D", "P1DT", "soon", "-P"])("%j is none", (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it.each([
    ["PT1H30M", { count: 90, unit: "minutes" }],
    ["PT48H", { count: 48, unit: "hours" }],
    ["P1W1D", { count: 8, unit: "days" }],
    ["P3D", { count: 3, unit: "days" }],
    ["PT0M", { count: 0, unit: "minutes" }],
  ])("%s is one amount people can change", (text, amount) => {
    const duration = parseDuration(text);
    expect(duration && toAmount(duration)).toEqual(amount);
  });

  it("does not turn a calendar day into hours", () => {
    const duration = parseDuration("P1DT2H");
    expect(duration && toAmount(duration)).toBeNull();
  });

  it.each([
    ["PT1H", "1 hour"],
    ["P2D", "2 days"],
    ["P1DT2H", "1 day 2 hours"],
    ["PT90M", "90 minutes"],
    ["", "…"],
    ["soon", "soon"],
  ])("%j says %j", (text, words) => {
    expect(durationWords(text)).toBe(words);
  });

  it("writes an amount before or after", () => {
    expect(fromAmount({ count: 1, unit: "hours" }, true)).toBe("-PT1H");
    expect(fromAmount({ count: 2, unit: "weeks" })).toBe("P2W");
    expect(fromAmount({ count: 0, unit: "days" }, true)).toBe("PT0S");
  });

  it.each([
    [0.2, "less than a second"],
    [45, "45 s"],
    [14_000, "3 h 53 min"],
    [7_200, "2 h"],
    [200_000, "2 days 7 h"],
  ])("%d seconds take %j", (seconds, words) => {
    expect(secondsWords(seconds)).toBe(words);
  });
});
