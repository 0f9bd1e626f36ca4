import { describe, expect, it } from "vitest";
import { propertiesOf, propertyLines } from "./eventForm";

describe("properties of an event", () => {
  it("are read line by line, with numbers as numbers and colons left in values", () => {
    expect(propertiesOf("webinar_id: w7\n\nseats: 3\nstarts_at: 2026-12-01T18:00:00Z\n").properties).toEqual({
      webinar_id: "w7",
      seats: 3,
      starts_at: "2026-12-01T18:00:00Z",
    });
  });

  it.each([
    ["seats 3", "Line 1 isn't in the form name: value."],
    ["a: 1\n: 2", "Line 2 isn't in the form name: value."],
    ["a: 1\na: 2", "Line 2 repeats a."],
  ])("says what is wrong with %j", (text, problem) => expect(propertiesOf(text)).toEqual({ properties: null, problem }));

  it("begin with what was seen before, and a time that is yet to come", () => {
    const lines = propertyLines([{ name: "order_id", values: ["1001"] }, { name: "starts_at" }, { name: "seats", kind: "number" }], new Date("2026-11-21T12:00:00.5Z"));
    expect(lines).toBe("order_id: 1001\nstarts_at: 2026-11-22T12:00:00Z\nseats: 1");
  });
});
