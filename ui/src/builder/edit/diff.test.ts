import { expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { diffDocuments, isUnchanged, overlay } from "./diff";
import { addStep, removeWithRejoin, updateSettings, updateStep } from "./edit";

const before = journey({ start: "trigger", sms1: "send_sms", exit1: "exit" }, ["start next sms1", "sms1 next exit1"]);

it("finds what was added, removed and changed", () => {
  let after = addStep(before, "wait", { at: "edge", edge: "start-next" }).document;
  after = removeWithRejoin(after, new Set(["exit1"]));
  after = updateStep(after, { id: "sms1", type: "send_sms", position: { x: 0, y: 0 }, data: { body: "Hi" } });
  after = updateSettings(after, { re_entry: "always" });
  const diff = diffDocuments(before, after);
  expect(Object.fromEntries(diff.steps)).toEqual({ start: "same", sms1: "changed", wait1: "added", exit1: "removed" });
  expect(Object.fromEntries(diff.edges)).toEqual({
    "start next wait1": "added",
    "wait1 next sms1": "added",
    "start next sms1": "removed",
    "sms1 next exit1": "removed",
  });
  expect(diff.settings).toEqual(["re_entry"]);
  expect(overlay(before, after).nodes.map((step) => step.id)).toContain("exit1");
});

it("does not count where steps stand", () => {
  const moved = { ...before, nodes: before.nodes.map((step) => ({ ...step, position: { x: 9, y: 9 } })) };
  expect(isUnchanged(diffDocuments(before, moved))).toBe(true);
});
