import { expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { refusal } from "./connection";

const document = journey(
  { start: "trigger", b: "branch", w: "wait", u: "wait_for", s: "send_sms", x: "exit" },
  ["start next b", "b yes s", "s next w", "b else u", "u happened x"],
);

it.each([
  ["to the start", { source: "s", sourceHandle: "next", target: "start" }, /trigger/],
  ["to itself", { source: "b", sourceHandle: "else", target: "b" }, /itself/],
  ["from a way that is not there", { source: "s", sourceHandle: "missed", target: "x" }, /outlet/],
  ["to a step that is not there", { source: "s", sourceHandle: "next", target: "gone" }, /no longer exists/],
  ["back without a wait", { source: "s", sourceHandle: "not_sent", target: "b" }, /without waiting/],
])("refuses a connection %s, with the reason", (_name, wanted, reason) => {
  expect(refusal(document, wanted)).toMatch(reason);
});

it.each([
  ["forward", { source: "s", sourceHandle: "not_sent", target: "x" }],
  ["into a join", { source: "u", sourceHandle: "timed_out", target: "w" }],
  ["back over a wait", { source: "w", sourceHandle: "next", target: "b" }],
  ["back over a wait for an event", { source: "u", sourceHandle: "timed_out", target: "b" }],
])("allows a connection %s", (_name, wanted) => {
  expect(refusal(document, wanted)).toBeNull();
});

it("looks at the way as it will be: a way that is moved no longer counts", () => {
  const ring = journey({ start: "trigger", a: "send_sms", b: "send_sms" }, ["start next a", "a next b"]);
  expect(refusal(ring, { source: "b", sourceHandle: "next", target: "a" })).toMatch(/without waiting/);
  expect(refusal(ring, { source: "a", sourceHandle: "next", target: "b" })).toBeNull();
});
