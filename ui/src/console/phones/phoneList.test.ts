import { describe, expect, it } from "vitest";
import type { PhoneSummary } from "~/api/sandbox/phones";
import type { Contact } from "~/api/types";
import { matching, phoneList } from "./phoneList";

const phone = (number: string): PhoneSummary => ({ phone: number, messages: 1, last_at: "2026-11-21T12:00:00Z", last_body: "Hi", last_direction: "to_phone", names: [] });
const contact = (first_name: string, number: string | null, phone_problem: string | null = null) =>
  ({ external_id: first_name, first_name, last_name: null, phone: number, phone_problem }) as Contact;

const list = phoneList(
  [phone("+14155550132"), phone("+12125550199")],
  [contact("Ann", "+12125550101"), contact("Ben", "+14155550132"), contact("Bea", "+14155550132"), contact("Jon", "+442079460018", "phone_fixed_line"), contact("Lou", null)],
);

describe("the virtual phones", () => {
  it("have the names that the server knows, whoever is listed here", () => {
    const known = { ...phone("+12125550177"), names: ["Zoe Old", "Max"] };
    expect(phoneList([known], []).map(({ owner, owners }) => [owner, owners])).toEqual([["Zoe Old and 1 more", ["Zoe Old", "Max"]]]);
  });

  it("begin with those that have messages, then those of contacts that can be texted", () => {
    expect(list.map(({ number, owner, last }) => [number, owner, last === null])).toEqual([
      ["+14155550132", "Ben and 1 more", false],
      ["+12125550199", null, false],
      ["+12125550101", "Ann", true],
    ]);
  });

  it.each([
    ["", 3],
    ["ann", 1],
    ["bea", 1],
    ["(212) 555", 2],
    ["+1 415", 1],
    ["zoe", 0],
  ])("are found by %j", (text, found) => expect(matching(list, text)).toHaveLength(found));
});
