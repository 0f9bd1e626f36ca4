import { IconFlag } from "@tabler/icons-react";
import type { Condition, TriggerOn } from "~/api/types";
import { assertNever } from "~/shared/assertNever";
import { completedCondition, isEmpty } from "../../conditions/rules";
import { conditionWords } from "../../conditions/words";
import { type StepDefinition, outlet } from "../definition";
import { withoutNulls } from "../nulls";
import { type FieldLookup, type Phrase, orDots, stress } from "../phrase";

export const trigger: StepDefinition<"trigger"> = {
  type: "trigger",
  label: "Start",
  hint: "Who enters, and when",
  kind: "start",
  icon: IconFlag,
  prefix: "start",
  searchWords: "trigger event audience keyword",
  newData: () => ({ on: { kind: "event", name: "" } }),
  outlets: () => [outlet("next", "")],
  sentence: ({ on }, info) => (on ? entranceSentence(on, info) : ["Choose how contacts enter"]),
  mapConditions: (data, change) => {
    const { on } = data;
    const where = entryCondition(on);
    return where ? { ...data, on: { ...on, where: change(where) } as TriggerOn } : data;
  },
  completed: ({ on, ...data }) => ({ ...data, on: completedEntrance(on) }),
};

/** The condition on who enters, where there can be one. */
export const entryCondition = (on: TriggerOn): Condition | null =>
  on.kind === "event" || on.kind === "audience" ? (on.where ?? null) : null;

function entranceSentence(on: TriggerOn, info: FieldLookup): Phrase {
  switch (on.kind) {
    case "event":
      return [
        "When ",
        stress(orDots(on.name)),
        " happens",
        ...(on.where && !isEmpty(on.where) ? [" and ", conditionWords(on.where, info)] : []),
      ];
    case "audience":
      return isEmpty(on.where)
        ? ["At launch: ", stress("all contacts")]
        : ["At launch: contacts who match ", stress(conditionWords(on.where, info))];
    case "manual":
      return ["Contacts added ", stress("by hand"), " or through the API"];
    case "keyword":
      return ["When a phone texts ", stress(orDots(on.keyword.toUpperCase()))];
    default:
      return assertNever(on);
  }
}

function completedEntrance(on: TriggerOn | undefined): TriggerOn {
  if (!on) return { kind: "manual" };
  if (on.kind === "audience") return { ...on, where: completedCondition(on.where) };
  if (on.kind !== "event") return on;
  const given = withoutNulls(on);
  return given.where ? { ...given, where: completedCondition(given.where) } : given;
}
