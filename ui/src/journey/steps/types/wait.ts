import { IconClock } from "@tabler/icons-react";
import type { WaitData } from "~/api/types";
import { durationWords, isZero, parseDuration } from "../../time/duration";
import { instantWords } from "../../time/instant";
import { daysWords } from "../../time/weekdays";
import { type StepDefinition, outlet } from "../definition";
import { type Phrase, dateWords, limitWords, orDots, stress } from "../phrase";

export const wait: StepDefinition<"wait"> = {
  type: "wait",
  label: "Wait",
  hint: "For a duration, or until a time",
  kind: "time",
  icon: IconClock,
  prefix: "wait",
  searchWords: "delay until time schedule",
  newData: () => ({ for: "P1D" }),
  outlets: ({ relative, until }) =>
    relative || until ? [outlet("next", ""), outlet("missed", "Already past", { optional: true })] : [outlet("next", "")],
  sentence: (data) => [...waitSentence(data), ...limitWords(data.not_later_than, data.relative)],
  waits: true,
  completed: (data) => {
    const { relative } = data;
    return relative ? { ...data, relative: { ...relative, offset: relative.offset ?? "PT0S" } } : data;
  },
};

function waitSentence(data: WaitData): Phrase {
  if (data.relative) {
    const offset = parseDuration(data.relative.offset);
    const date = stress(dateWords(data.relative.to, data.relative.yearly === true));
    if (!offset || isZero(offset)) return ["Wait until ", date];
    return ["Wait until ", stress(durationWords(data.relative.offset.replace(/^[+-]/, ""))), offset.negative ? " before " : " after ", date];
  }
  if (data.at) {
    const days = daysWords(data.at.weekdays);
    return ["Wait until ", stress(orDots(data.at.time)), ...(days === "" ? [] : [" on ", stress(days)]), ", their time"];
  }
  if (data.until !== undefined) return ["Wait until ", stress(instantWords(data.until))];
  return ["Wait ", stress(data.for === undefined ? "…" : durationWords(data.for))];
}
