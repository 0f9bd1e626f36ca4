import { describe, expect, it } from "vitest";
import type { Condition, JourneyDocument, Step } from "~/api/types";
import type { Fields } from "~/journey/conditions/field";
import { journey } from "~/testing/journeys";
import { updateStep } from "../edit/edit";
import { peopleFor } from "./people";
import { invent, starter } from "./script";

const now = Date.parse("2026-03-01T10:00:00Z");
const fields: Fields = {
  fields: [{ name: "contact.plan", label: "Plan", kind: "text", values: ["free", "pro", "team"] }],
  events: [{ name: "order.placed", properties: [{ name: "total", kind: "number" }] }],
};

const is = (field: string, value: unknown, operator = "=") => ({ field, operator, value });
const all = (...rules: Condition["rules"]): Condition => ({ combinator: "and", rules });

const forked = journey({ start: "trigger", branch1: "branch", sms1: "send_sms", exit1: "exit" }, [
  "start next branch1",
  "branch1 yes sms1",
  "branch1 else exit1",
]);

const begun = (document: JourneyDocument, on: Extract<Step, { type: "trigger" }>["data"]["on"]) =>
  updateStep(document, { id: "start", type: "trigger", position: { x: 0, y: 0 }, data: { on } });
const asking = (document: JourneyDocument, ...paths: Condition[]) =>
  updateStep(document, {
    id: "branch1",
    type: "branch",
    position: { x: 0, y: 0 },
    data: { paths: paths.map((where, index) => ({ id: index === 0 ? "yes" : `path${index}`, label: `${index}`, where })) },
  });

const traits = (document: JourneyDocument) =>
  peopleFor(document, fields, now).map(({ contact }) => [contact.external_id, contact.attributes?.["plan"], contact.sms_consent?.state]);

const plans = (where: Condition) => peopleFor(asking(forked, where), fields, now).map(({ contact }) => [contact.attributes?.["plan"], contact.country]);

describe("people to rehearse with", () => {
  it("are one who opted in and one who did not, where nothing else matters", () => {
    expect(traits(forked)).toEqual([
      ["ann", undefined, "opted_in"],
      ["ben", undefined, "unknown"],
    ]);
  });

  it("fit the start, but for one whom it does not take", () => {
    expect(traits(begun(forked, { kind: "audience", where: all(is("contact.plan", "free")) }))).toEqual([
      ["ann", "free", "opted_in"],
      ["ben", "free", "unknown"],
      ["cleo", "pro", "opted_in"],
    ]);
  });

  it("go every way of a branch", () => {
    const document = asking(forked, all(is("contact.plan", "free")), all(is("contact.plan", "pro")));
    expect(traits(document)).toEqual([
      ["ann", "free", "opted_in"],
      ["ben", "team", "opted_in"],
      ["cleo", "free", "unknown"],
      ["dev", "pro", "opted_in"],
    ]);
  });

  it("differ in what can be had without losing consent", () => {
    expect(traits(asking(forked, all(is("consent.sms", "opted_in"), is("contact.plan", "free"))))[1]).toEqual(["ben", "pro", "opted_in"]);
  });

  it("bring the event's values that the conditions ask for", () => {
    const document = asking(begun(forked, { kind: "event", name: "order.placed" }), all(is("event.total", 100, ">=")));
    expect(peopleFor(document, fields, now).map((person) => person.entry["total"])).toEqual([100, 99, 100]);
    const entries = starter(document, fields, now).timeline;
    expect(entries.map((entry) => (entry.do === "event" ? entry.properties?.["total"] : null))).toEqual([100, 99, 100]);
  });

  it("have done before what keeps them out", () => {
    const lapsed = all(is("consent.sms", "opted_in"), { ...is("happened.order.placed", false), within: "P90D" });
    const script = starter(begun(forked, { kind: "audience", where: lapsed }), fields, now);
    expect(script.timeline).toMatchObject([{ do: "event", name: "order.placed", contact: "cleo" }, { do: "launch" }]);
  });

  it("are told apart where one of several is enough, and where none may be", () => {
    const either: Condition = { combinator: "or", rules: [is("contact.plan", "free"), is("contact.country", "PT")] };
    const neither: Condition = { ...either, not: true };
    expect(plans(either).slice(0, 2)).toEqual([
      ["free", "something else"],
      ["pro", "something else"],
    ]);
    expect(plans(neither).slice(0, 2)).toEqual([
      ["pro", "something else"],
      ["free", "something else"],
    ]);
  });

  it("are never more than one can look at", () => {
    const many = Array.from({ length: 9 }, (_, index) => all(is("contact.plan", `plan ${index}`)));
    expect(peopleFor(asking(forked, ...many), fields, now)).toHaveLength(5);
  });

  it("are joined by others who fit", () => {
    const document = begun(forked, { kind: "audience", where: all(is("contact.plan", "free")) });
    const people = peopleFor(document, fields, now).map((person) => person.contact);
    expect(invent(people, people[0])).toMatchObject({ external_id: "dev", attributes: { plan: "free" } });
  });

  it("wear the tags that are asked for", () => {
    const [ann, ben] = peopleFor(asking(forked, all(is("contact.tags", "vip", "contains"))), fields, now);
    expect([ann?.contact.tags, ben?.contact.tags]).toEqual([["vip"], undefined]);
  });
});
