import { IconDoorExit } from "@tabler/icons-react";
import type { StepDefinition } from "../definition";
import { stress } from "../phrase";

export const exit: StepDefinition<"exit"> = {
  type: "exit",
  label: "Exit",
  hint: "Ends the journey here",
  kind: "end",
  icon: IconDoorExit,
  prefix: "exit",
  searchWords: "end stop leave",
  newData: () => ({}),
  outlets: () => [],
  sentence: ({ reason }) => (reason ? ["Leave: ", stress(reason)] : ["Leave the journey"]),
};
