import { describe, expect, it } from "vitest";
import { eventNamesIn, sampleValue } from "./samples";

const at = Date.parse("2026-03-01T10:00:00Z");

describe("a value that is invented", () => {
  it.each([
    ["order_id", "1042"],
    ["total", 49.9],
    ["starts_at", "2026-03-04T10:00:00Z"],
    ["title", "Evening with the author"],
    ["join_url", "https://example.com/join"],
    ["tracking-url", "https://example.com/tracking"],
    ["time_zone", "Europe/Lisbon"],
    ["shoe_size", "sample shoe size"],
  ])("looks like a %s", (name, value) => {
    expect(sampleValue(name, undefined, at)).toEqual(value);
  });

  it("is one that has come, where any has", () => {
    expect(sampleValue("title", { kind: "text", values: ["Knots for sailors"] }, at)).toBe("Knots for sailors");
  });

  it("is of the kind that has come", () => {
    expect(sampleValue("title", { kind: "number" }, at)).toBe(100);
    expect(sampleValue("total", { kind: "number" }, at)).toBe(49.9);
    expect(sampleValue("day", { kind: "date" }, at)).toBe("2026-03-04");
  });
});

describe("what a text merges in of the event", () => {
  it("is found in outputs and in tags, once, in order", () => {
    const body = "{{ event.title | upcase }} {% if event.seats > 1 %}{{ event.seats }}{% endif %} event.not {{ contact.event.x }}";
    expect(eventNamesIn(body)).toEqual(["title", "seats"]);
  });
});
