import { expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { searchSteps } from "./search";

const document = journey(
  { start: "trigger", branch1: "branch", sms1: "send_sms", email1: "send_email" },
  ["start next branch1", "branch1 yes sms1", "branch1 else email1"],
);

it("finds steps by any words of theirs", () => {
  expect(searchSteps(document, "opted in").map((step) => step.id)).toEqual(["branch1"]);
  expect(searchSteps(document, "mail").map((step) => step.id)).toEqual(["email1"]);
  expect(searchSteps(document, "nothing like it")).toEqual([]);
});
