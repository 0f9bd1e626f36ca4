import { IconSignRight } from "@tabler/icons-react";
import type { BranchPath } from "~/api/types";
import { completedCondition } from "../../conditions/rules";
import { conditionWords } from "../../conditions/words";
import { type StepDefinition, outlet } from "../definition";
import { type FieldLookup, type Phrase, stress } from "../phrase";

export const branch: StepDefinition<"branch"> = {
  type: "branch",
  label: "Branch",
  hint: "Different paths based on conditions",
  kind: "logic",
  icon: IconSignRight,
  prefix: "branch",
  searchWords: "if condition decision consent filter",
  newData: () => ({
    paths: [
      {
        id: "yes",
        label: "Opted in to SMS",
        where: { combinator: "and", rules: [{ field: "consent.sms", operator: "=", value: "opted_in" }] },
      },
    ],
  }),
  outlets: ({ paths }) => [...paths.map((path) => outlet(path.id, path.label || path.id)), outlet("else", "Everyone else")],
  sentence: ({ paths }, info) => decisionSentence(paths, info),
  mapConditions: (data, change) => ({ ...data, paths: data.paths.map((path) => ({ ...path, where: change(path.where) })) }),
  completed: (data) => ({
    ...data,
    paths: (data.paths ?? []).map((path) => ({ ...path, label: path.label ?? "", where: completedCondition(path.where) })),
  }),
  decisions: ({ paths }) => paths.map((path) => path.where),
  outletTaken: ({ paths }, { decision, settle }) => {
    const wanted = decision === null ? undefined : paths[decision];
    if (wanted) settle(wanted.where, true);
    return paths.find((path) => settle(path.where, path === wanted))?.id ?? "else";
  },
};

function decisionSentence(paths: readonly BranchPath[], info: FieldLookup): Phrase {
  const [only] = paths;
  if (only && paths.length === 1) {
    const words = only.label || conditionWords(only.where, info);
    return [stress(`${words.charAt(0).toUpperCase()}${words.slice(1)}?`)];
  }
  return ["Branch: ", stress(paths.map((path) => path.label || conditionWords(path.where, info)).join(", "))];
}
