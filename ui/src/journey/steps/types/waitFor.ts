import { IconHourglass } from "@tabler/icons-react";
import type { WaitForData } from "~/api/types";
import { completedCondition, isEmpty } from "../../conditions/rules";
import { conditionWords } from "../../conditions/words";
import { durationWords } from "../../time/duration";
import { type StepDefinition, outlet } from "../definition";
import { orDots, stress } from "../phrase";

export const waitFor: StepDefinition<"wait_for"> = {
  type: "wait_for",
  label: "Wait for an event",
  hint: "Until it happens or times out",
  kind: "time",
  icon: IconHourglass,
  prefix: "until",
  searchWords: "event happened timeout reply click",
  newData: () => ({ event: "", timeout: "P3D" }),
  outlets: () => [outlet("happened", "Happened"), outlet("timed_out", "Timed out")],
  sentence: ({ event, where, timeout }, info) => [
    "Wait for ",
    stress(orDots(event)),
    ...(isEmpty(where) ? [] : [" where ", conditionWords(where ?? { combinator: "and", rules: [] }, info)]),
    ", at most ",
    stress(durationWords(timeout)),
  ],
  waits: true,
  mapConditions: (data, change) => (data.where ? { ...data, where: change(data.where) } : data),
  completed: (data) => ({ ...data, ...(data.where ? { where: completedCondition(data.where) } : {}) }) as WaitForData,
  outletTaken: () => "timed_out",
};
