import { IconArrowsSplit2 } from "@tabler/icons-react";
import { type StepDefinition, outlet } from "../definition";
import { stress } from "../phrase";

export const split: StepDefinition<"split"> = {
  type: "split",
  label: "Random split",
  hint: "For A/B tests",
  kind: "logic",
  icon: IconArrowsSplit2,
  prefix: "split",
  searchWords: "random ab test percent experiment",
  newData: () => ({ arms: [{ id: "a", percent: 50 }, { id: "b", percent: 50 }] }),
  outlets: ({ arms }) => arms.map((arm) => outlet(arm.id, `${arm.label || arm.id.toUpperCase()} · ${arm.percent}%`)),
  sentence: ({ arms }) => ["Random split: ", stress(arms.map((arm) => arm.percent).join(" / "))],
  completed: (data) => ({ ...data, arms: data.arms ?? [] }),
  outletTaken: ({ arms }) => arms[0]?.id ?? "",
};
