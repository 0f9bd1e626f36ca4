import { describe, expect, it } from "vitest";
import type { Contact } from "~/api/types";
import { attributeValue, changeOf, formOf, formProblems } from "./contactForm";

const ann: Contact = {
  external_id: "ann",
  phone: "+12125550101",
  phone_raw: "(212) 555-0101",
  phone_problem: null,
  email: null,
  first_name: "Ann",
  last_name: null,
  timezone: "America/New_York",
  language: null,
  country: null,
  attributes: { plan: "pro", seats: 3, code: "007" },
  tags: ["vip"],
  consent: { sms: "unknown", email: "unknown" },
  phone_sentence: null,
  email_problem: null,
  score: 0,
  created_at: "2026-11-01T09:00:00Z",
  updated_at: "2026-11-01T09:00:00Z",
};

describe("what is sent of a contact", () => {
  it("is nothing when nothing was changed", () => expect(changeOf(ann, formOf(ann))).toEqual({}));

  it("is what was changed, with emptied fields as null", () => {
    const form = { ...formOf(ann), phone: " ", last_name: "Baker", tags: ["vip", "new"] };
    expect(changeOf(ann, form)).toEqual({ phone: null, last_name: "Baker", tags: ["vip", "new"] });
  });

  it("sends attributes one by one, and null for one that was taken out", () => {
    const form = { ...formOf(ann), attributes: [{ id: 0, name: "plan", text: "free" }, { id: 1, name: "seats", text: "3" }, { id: 3, name: "since", text: "2026-01-01" }] };
    expect(changeOf(ann, form)).toEqual({ attributes: { code: null, plan: "free", since: "2026-01-01" } });
  });

  it("claims consent only when asked to", () => {
    const form = { ...formOf(ann), sms: { state: "opted_in" as const, source: " web form " } };
    expect(changeOf(ann, form)).toEqual({ sms_consent: { state: "opted_in", source: "web form" } });
  });
});

describe("what is wrong with a form", () => {
  it("wants an id of a new contact, and a source of an opt-in", () => {
    const form = { ...formOf(null), sms: { state: "opted_in" as const, source: "" } };
    expect([...formProblems(form, true).keys()]).toEqual(["external_id", "sms"]);
    expect(formProblems(formOf(ann), false).size).toBe(0);
  });
});

describe("what is typed as an attribute", () => {
  it.each([
    ["12", 12],
    ["-1.5", -1.5],
    ["007", "007"],
    ["12.50", "12.50"],
    ["9999999999999999", "9999999999999999"],
    ["+12125550101", "+12125550101"],
    ["12345678901234567890", "12345678901234567890"],
    ["true", true],
    ["2026-01-01", "2026-01-01"],
    ['["a"]', ["a"]],
    ["[sic]", "[sic]"],
  ])("reads %s as %j", (text, value) => expect(attributeValue(text)).toEqual(value));
});
