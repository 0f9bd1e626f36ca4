import { describe, expect, it } from "vitest";
import type { RehearsalAnswer } from "~/api/types";
import type { Fields } from "~/journey/conditions/field";
import { journey } from "~/testing/journeys";
import { updateStep } from "../edit/edit";
import { entrances, invent, movedTo, starter, without } from "./script";
import { momentsOf, pathUntil } from "./moments";

const fields: Fields = {
  fields: [],
  events: [{ name: "webinar.registered", properties: [{ name: "starts_at", kind: "datetime" }, { name: "seats", kind: "number" }] }],
};
const now = Date.parse("2026-03-01T09:30:00Z");
const webinar = updateStep(journey({ start: "trigger", sms1: "send_sms" }, ["start next sms1"]), {
  id: "start",
  type: "trigger",
  position: { x: 0, y: 0 },
  data: { on: { kind: "event", name: "webinar.registered", key: "event.webinar_id", requires: ["starts_at"] } },
});

describe("a rehearsal to begin with", () => {
  const script = starter(webinar, fields, now);

  it("starts at the next full hour with two people who differ in consent", () => {
    expect(script.start).toBe("2026-03-01T10:00:00Z");
    expect(script.contacts.map((contact) => contact.sms_consent?.state)).toEqual(["opted_in", "unknown"]);
  });

  it("makes them enter by the journey's event, with all it requires", () => {
    expect(script.timeline).toHaveLength(2);
    expect(script.timeline[0]).toMatchObject({
      do: "event",
      contact: "ann",
      name: "webinar.registered",
      properties: { webinar_id: "1042", starts_at: "2026-03-04T10:00:00Z", seats: 2 },
    });
  });

  it.each([
    [{ kind: "audience" as const, where: { combinator: "and" as const, rules: [] } }, { do: "launch" }],
    [{ kind: "manual" as const }, { do: "enrol", contacts: ["ann", "ben"] }],
    [{ kind: "keyword" as const, keyword: "JOIN" }, { do: "reply", from: "+12125550101", body: "JOIN" }],
  ])("knows how people enter by %o", (on, entry) => {
    const document = updateStep(webinar, { id: "start", type: "trigger", position: { x: 0, y: 0 }, data: { on } });
    expect(entrances(document, fields, script.contacts, now)[0]).toMatchObject(entry);
  });

  it("moves as a whole", () => {
    const later = movedTo(script, "2026-03-02T10:00:00Z");
    expect(later.timeline[0]?.at).toBe("2026-03-02T10:00:01Z");
  });

  it("forgets what only a person did who was taken out", () => {
    const left = without({ ...script, timeline: [...script.timeline, { at: script.start, do: "reply", from: "+13105550102", body: "STOP" }] }, "ben");
    expect(left.contacts.map((contact) => contact.external_id)).toEqual(["ann"]);
    expect(left.timeline).toHaveLength(1);
  });

  it("invents people who are like nobody else", () => {
    const people = [...script.contacts];
    for (let round = 0; round < 15; round += 1) people.push(invent(people));
    expect(new Set(people.map((contact) => contact.external_id)).size).toBe(17);
    expect(new Set(people.map((contact) => contact.phone)).size).toBe(17);
  });
});

const hop = (node_id: string, at: string, outcome: string | null) => ({ node_id, at, outcome, reason: null });

describe("what came of it", () => {
  const script = starter(webinar, fields, now);
  const answer: RehearsalAnswer = {
    messages: [
      {
        contact: "ann",
        channel: "sms",
        to: "+12125550101",
        node_id: "sms1",
        at: "2026-03-03T10:00:00Z",
        state: "accepted",
        reason: null,
        sentence: null,
        subject: null,
        body: "Tomorrow!",
        encoding: "GSM-7",
        segments: 1,
        visit: 1,
        enrolment: 1,
        timezone: "America/New_York",
      },
    ],
    replies: [],
    enrolments: [
      {
        id: 1,
        contact: "ann",
        timezone: "America/New_York",
        status: "active",
        reason: null,
        sentence: null,
        version: 1,
        key: "1",
        enrolled_at: "2026-03-01T10:00:01Z",
        ended_at: null,
        at_step: "wait2",
        due_at: null,
        path: [
          hop("start", "2026-03-01T10:00:01Z", "next"),
          hop("wait1", "2026-03-01T10:00:01Z", "next"),
          hop("sms1", "2026-03-03T10:00:00Z", "next"),
          hop("wait2", "2026-03-03T10:00:00Z", null),
        ],
      },
    ],
    refused: [],
    findings: [],
    unmet: [],
    until: "2026-03-05T10:00:00Z",
  };

  it("is told in order of time", () => {
    const moments = momentsOf(script, answer, (id) => `at ${id}`);
    expect(moments.map((moment) => moment.words)).toEqual([
      "webinar.registered happens",
      "webinar.registered happens",
      "SMS: Tomorrow!",
      "at wait2",
    ]);
  });

  it("shows a contact's way as far as it had come by then", () => {
    expect(pathUntil(answer, "ann", Date.parse("2026-03-02T00:00:00Z")).map((entry) => entry.node_id)).toEqual(["start", "wait1"]);
    expect(pathUntil(answer, "ann", Date.parse("2026-03-04T00:00:00Z"))).toHaveLength(4);
    expect(pathUntil(answer, "ben", Date.parse("2026-03-04T00:00:00Z"))).toEqual([]);
  });
});
