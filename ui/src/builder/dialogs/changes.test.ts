import { expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { changeLines, changeSummary } from "./changes";
import { addStep, connect, rename, updateStep } from "../edit/edit";

const before = journey({ start: "trigger", sms1: "send_sms", exit1: "exit", exit2: "exit" }, ["start next sms1", "sms1 next exit1"]);

it("says what changed in words", () => {
  let after = rename(before, "Other");
  after = addStep(after, "wait", { at: "edge", edge: "start-next" }).document;
  after = updateStep(after, { id: "sms1", type: "send_sms", position: { x: 0, y: 0 }, data: { body: "Hi" } });
  const lines = changeLines(before, after);
  expect(lines.map((line) => `${line.change}: ${line.words}`)).toEqual([
    "changed: Name: Test → Other",
    "changed: Text … write the message → Text “Hi”",
    "added: Wait 1 day",
  ]);
  expect(changeSummary(lines)).toBe("1 added, 2 changed");
});

it("tells of a way that leads elsewhere now", () => {
  const after = connect(before, { source: "sms1", sourceHandle: "next", target: "exit2" });
  expect(changeLines(before, after)).toEqual([{ change: "changed", words: "Now leads to: Text … write the message", stepId: "sms1" }]);
});

it("says so when nothing changed", () => {
  expect(changeSummary(changeLines(before, before))).toBe("No changes");
});
