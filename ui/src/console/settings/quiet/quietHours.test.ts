import { describe, expect, it } from "vitest";
import { placeName, USUAL, windowProblem, windowWords } from "./quietHours";

const window = { start: "21:00", end: "08:00", weekdays: null, holidays: null };

describe("quiet hours in words", () => {
  it.each([
    [window, "21:00 to 08:00, every day"],
    [{ ...window, end: "12:00", weekdays: ["sat" as const] }, "21:00 to 12:00 on Sat"],
    [{ start: "00:00", end: "24:00", weekdays: ["sun" as const], holidays: "FR" }, "all day on Sun and public holidays in France"],
  ])("%j is %s", (hours, words) => expect(windowWords(hours)).toBe(words));

  it("names states", () => {
    expect(placeName("US-TX")).toBe("United States, Texas");
    expect(placeName("FR")).toBe("France");
  });
});

describe("a window", () => {
  it.each([
    [window, null],
    [{ ...window, end: "24:00" }, null],
    [{ ...window, start: "9:00" }, "Begin with a time such as 21:00."],
    [{ ...window, end: "25:00" }, "End with a time such as 08:00, or 24:00."],
    [{ ...window, end: "21:00" }, "Begin and end can't be the same; all day is 00:00 to 24:00."],
  ])("%j: %s", (hours, problem) => expect(windowProblem(hours)).toBe(problem));

  it("of the usual rules can be saved", () => {
    const all = [...USUAL.elsewhere, ...Object.values(USUAL.by_country).flat()];
    expect(all.map(windowProblem)).toEqual(all.map(() => null));
  });
});
