import { describe, expect, it } from "vitest";
import { agoWords, betweenWords, dayIn, dayWords, instantIn, knownZone } from "./time";

const now = new Date("2026-11-21T12:00:00Z");

describe("instants in a zone", () => {
  it.each([
    ["UTC", "1 Mar 2026, 09:00"],
    ["America/New_York", "1 Mar 2026, 04:00"],
    ["Asia/Kolkata", "1 Mar 2026, 14:30"],
  ])("tells the time in %s", (zone, text) => expect(instantIn("2026-03-01T09:00:00Z", zone)).toBe(text));

  it("falls on another date elsewhere", () => {
    expect(dayIn("2026-03-01T23:30:00Z", "Asia/Tokyo")).toBe("2026-03-02");
    expect(dayIn("2026-03-01T02:00:00Z", "America/New_York")).toBe("2026-02-28");
  });

  it.each([
    ["2026-11-21T00:10:00Z", "UTC", "Today"],
    ["2026-11-20T23:50:00Z", "UTC", "Yesterday"],
    ["2026-11-20T23:50:00Z", "Europe/Stockholm", "Today"],
    ["2026-11-17T08:00:00Z", "UTC", "Tue 17 Nov"],
    ["2025-11-17T08:00:00Z", "UTC", "Mon 17 Nov 2025"],
  ])("names the day of %s in %s", (at, zone, text) => expect(dayWords(at, zone, now)).toBe(text));

  it("takes a zone that the browser does not know as UTC", () => {
    expect(knownZone("Mars/Olympus")).toBe("UTC");
    expect(instantIn("2026-03-01T09:00:00Z", "Mars/Olympus")).toBe("1 Mar 2026, 09:00");
  });
});

describe("lengths of time", () => {
  it.each([
    ["2026-11-21T11:59:58Z", "just now"],
    ["2026-11-21T11:57:00Z", "3 minutes ago"],
    ["2026-11-20T11:00:00Z", "yesterday"],
    ["2026-10-31T12:00:00Z", "3 weeks ago"],
    // Another clock, or a page that is some seconds old: what happened never lies ahead.
    ["2026-11-21T12:01:05Z", "just now"],
  ])("says when %s was", (at, text) => expect(agoWords(at, now)).toBe(text));

  it.each([
    ["2026-11-21T12:00:00.040Z", "40 ms"],
    ["2026-11-21T12:00:01.400Z", "1.4 s"],
    ["2026-11-21T12:03:05Z", "3 min 5 s"],
    ["2026-11-21T14:10:00Z", "2 h 10 min"],
    ["2026-11-26T12:00:00Z", "5 days"],
  ])("says how long it took until %s", (to, text) => expect(betweenWords(now.toISOString(), to)).toBe(text));
});
