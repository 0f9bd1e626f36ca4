import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "~/api/contacts/contacts";
import { journey } from "~/testing/journeys";
import { byDay, evidenceFacts, headline, outcomeWords, sourceSentence, stepWords, worthTelling } from "./entries";

const created = (at: string): TimelineEntry => ({ kind: "contact_created", at });
const event = (name: string): TimelineEntry => ({ kind: "event", at: "2026-11-21T01:00:00Z", name, properties: {}, occurred_at: "2026-11-21T01:00:00Z", enrolments: [] });

describe("a contact's timeline", () => {
  it("is told by days of the zone it is shown in", () => {
    const entries = [created("2026-11-21T01:00:00Z"), created("2026-11-20T23:30:00Z"), created("2026-11-20T12:00:00Z")];
    expect(byDay(entries, "UTC").map((day) => day.entries.length)).toEqual([1, 2]);
    expect(byDay(entries, "Europe/Stockholm").map((day) => day.day)).toEqual(["2026-11-21", "2026-11-20"]);
    expect(byDay(entries, "Europe/Stockholm").map((day) => day.entries.length)).toEqual([2, 1]);
  });

  it("leaves out events that a reply or a message tells of already", () => {
    expect(worthTelling([event("sms.replied"), event("order.placed"), event("sms.clicked")])).toHaveLength(2);
  });

  it("says what happened", () => {
    const at = "2026-11-21T01:00:00Z";
    const passage = { at, enrolment_id: 1, journey: "j", journey_name: "Welcome" };
    expect(headline({ kind: "ended", status: "converted", reason: null, sentence: null, ...passage })).toBe("Reached the goal of Welcome");
    expect(
      headline({ kind: "consent", at, channel: "sms", address: "+1", before: "opted_in", after: "opted_out", source: "phone", actor: null, evidence: {} }),
    ).toBe("SMS: opted out");
    expect(headline({ kind: "reply", at, body: "?", reply_kind: "other", matched: null, message_id: null, sent_to: null })).toBe("Texted");
  });

  it("names steps and the ways they were left by", () => {
    const document = journey({ start: "trigger", b: "branch", w: "wait" }, ["start next b", "b yes w"]);
    expect(stepWords(document, "w")).toBe("Wait 1 day");
    expect(stepWords(undefined, "w")).toBe("w");
    expect(outcomeWords(document, "b", "else")).toBe("Everyone else");
    expect(outcomeWords(document, "start", "next")).toBe("");
    expect(outcomeWords(undefined, "x", "timed_out")).toBe("timed out");
    expect(outcomeWords(document, "w", null)).toBe("here now");
  });

  it("shows evidence by name, without what is empty", () => {
    expect(evidenceFacts({ wording: "STOP", ip: null, form_field: "x", n: 2 })).toEqual([
      ["Wording", "STOP"],
      ["Form field", "x"],
      ["N", "2"],
    ]);
  });

  it("says who changed consent", () => {
    expect(sourceSentence("phone", "phone")).toBe("A text from the phone");
    expect(sourceSentence("import", "admin")).toBe("An import, by admin");
  });
});
