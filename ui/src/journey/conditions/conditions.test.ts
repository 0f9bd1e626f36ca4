import { describe, expect, it } from "vitest";
import type { Condition } from "~/api/types";
import { clean, fieldsOf, refit } from "./rules";
import { conditionWords } from "./words";

const group = (...rules: Condition["rules"]): Condition => ({ combinator: "and", rules });

describe("conditions in words", () => {
  it.each<[Condition, string]>([
    [group(), "everybody"],
    [group({ field: "consent.sms", operator: "=", value: "opted_in" }), "opted in to SMS"],
    [group({ field: "contact.plan", operator: "in", value: ["pro", "team"] }), "plan is one of pro, team"],
    [
      group({ field: "contact.plan", operator: "notIn", value: Array.from({ length: 100_000 }, (_, n) => `p${n}`) }),
      "plan is none of p0, p1, p2, p3, p4, p5, p6, p7 and 99,992 more",
    ],
    [group({ field: "happened.purchase", operator: "=", value: true, within: "P7D" }), "purchase happened in the last 7 days"],
    [group({ field: "happened.purchase", operator: "=", value: false }), "purchase did not happen"],
    [group({ field: "behaviour.clicked", operator: "=", value: true, within: "P30D" }), "opened a link in a text in the last 30 days"],
    [group({ field: "behaviour.replied", operator: "=", value: false }), "not: replied to a text"],
    [group({ field: "contact.email", operator: "null" }), "email is not known"],
    [group({ field: "message.sms1", operator: "=", value: "not_sent" }), "the message of sms1 is not sent"],
    [
      {
        combinator: "or",
        not: true,
        rules: [
          { field: "contact.plan", operator: "=", value: "pro" },
          group({ field: "contact.tags", operator: "contains", value: "vip" }, { field: "contact.score", operator: ">", value: 5 }),
        ],
      },
      "not (plan is pro or (tags include vip and score is more than 5))",
    ],
  ])("%#: %j", (condition, words) => {
    expect(conditionWords(condition)).toBe(words);
  });
});

it("keeps only what the contract has", () => {
  const edited = {
    id: "g1",
    combinator: "and" as const,
    not: false,
    rules: [{ id: "r1", field: "contact.plan", operator: "null", value: "", valueSource: "value", within: "P1D" }],
  };
  expect(clean(edited)).toEqual({ combinator: "and", rules: [{ field: "contact.plan", operator: "null" }] });
});

it("keeps a value that still fits when the operator changes", () => {
  const field = { name: "contact.plan", label: "Plan", kind: "text" as const };
  expect(refit(field, "in", "pro")).toEqual(["pro"]);
  expect(refit(field, "=", ["pro", "team"])).toBe("pro");
  expect(refit(field, "null", "pro")).toBeNull();
});

it("names each field once", () => {
  const rule = { field: "contact.plan", operator: "=", value: "pro" };
  expect(fieldsOf(group(rule, group(rule, { ...rule, field: "event.x" })))).toEqual(["contact.plan", "event.x"]);
});
