import type { JourneyDocument, JourneySettings, Step } from "~/api/types";
import type { FieldInfo } from "~/journey/conditions/field";
import { plain } from "~/journey/steps/phrase";
import { sentence } from "~/journey/steps/registry";
import { diffDocuments, type DocumentDiff } from "../edit/diff";

export interface ChangeLine {
  change: "added" | "removed" | "changed";
  words: string;
  stepId: string | null;
}

const SETTINGS: Record<keyof JourneySettings, string> = {
  message_class: "message type",
  re_entry: "re-entry",
  on_opt_out: "what STOP does",
  timezone: "the time zone",
  quiet_hours: "the quiet hours",
  frequency_cap: "the cap",
  goal: "the goal",
  goal_counts: "which events the goal counts",
};

/** What changed, line by line, for people. */
export function changeLines(
  before: JourneyDocument,
  after: JourneyDocument,
  info: (field: string) => FieldInfo | undefined = () => undefined,
  diff: DocumentDiff = diffDocuments(before, after),
): ChangeLine[] {
  const old = new Map(before.nodes.map((step) => [step.id, step]));
  const now = new Map(after.nodes.map((step) => [step.id, step]));
  const words = (step: Step | undefined) => (step ? plain(sentence(step, info)) : "");
  const lines: ChangeLine[] = [];
  if (diff.renamed) lines.push({ change: "changed", words: `Name: ${before.name} → ${after.name}`, stepId: null });
  for (const [id, change] of diff.steps) {
    if (change === "added") lines.push({ change, words: words(now.get(id)), stepId: id });
    if (change === "removed") lines.push({ change, words: words(old.get(id)), stepId: id });
    if (change === "changed") lines.push({ change, words: changedWords(words(old.get(id)), words(now.get(id))), stepId: id });
  }
  const moved = movedWays(diff, old, now);
  for (const id of moved) {
    lines.push({ change: "changed", words: `Now leads to: ${words(now.get(id))}`, stepId: id });
  }
  for (const name of diff.settings) lines.push({ change: "changed", words: `Setting: ${SETTINGS[name] ?? name}`, stepId: null });
  return lines;
}

const changedWords = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);

/** Steps that stay but whose outlets lead elsewhere, where no step beside them explains it. */
function movedWays(diff: DocumentDiff, old: ReadonlyMap<string, Step>, now: ReadonlyMap<string, Step>): string[] {
  const moved = new Set<string>();
  for (const [key, change] of diff.edges) {
    const [source = "", , target = ""] = key.split(" ");
    const stays = (id: string) => old.has(id) && now.has(id);
    if (change === "added" && stays(source) && stays(target) && diff.steps.get(source) === "same") moved.add(source);
  }
  return [...moved];
}

/** "2 steps added, 1 changed". */
export function changeSummary(lines: readonly ChangeLine[]): string {
  const count = (change: ChangeLine["change"]) => lines.filter((line) => line.change === change).length;
  const parts = (["added", "removed", "changed"] as const).flatMap((change) =>
    count(change) > 0 ? [`${count(change)} ${change}`] : [],
  );
  return parts.length === 0 ? "No changes" : parts.join(", ");
}
