import { expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { passageOf } from "./passage";

const document = journey(
  { start: "trigger", branch1: "branch", sms1: "send_sms", email1: "send_email" },
  ["start next branch1", "branch1 yes sms1", "branch1 else email1"],
);
const visit = (node_id: string, outcome: string | null) => ({ node_id, at: "2026-03-01T09:00:00Z", outcome, reason: null });

it("draws a contact's way along the edges it took", () => {
  const passage = passageOf(document, [visit("start", "next"), visit("branch1", "else"), visit("email1", null)]);
  expect([...passage.edges]).toEqual(["start-next", "branch1-else"]);
  expect(passage.last).toBe("email1");
});

it("finds the edge by the next step when the outcome is no outlet", () => {
  const passage = passageOf(document, [visit("branch1", "decided"), visit("sms1", "skipped")]);
  expect([...passage.edges]).toEqual(["branch1-yes"]);
});
