import { IconBell } from "@tabler/icons-react";
import { durationWords } from "../../time/duration";
import { type StepDefinition, outlet } from "../definition";
import { stress } from "../phrase";

export const askOptIn: StepDefinition<"ask_opt_in"> = {
  type: "ask_opt_in",
  label: "Ask for opt-in",
  hint: "Asks them to reply START, and waits",
  kind: "message",
  icon: IconBell,
  prefix: "ask",
  searchWords: "consent double opt in permission",
  newData: () => ({ body: "Reply START to receive texts from {{ account.name }}. Msg & data rates may apply.", timeout: "P7D" }),
  outlets: () => [outlet("opted_in", "Opted in"), outlet("timed_out", "No answer")],
  sentence: ({ timeout }) => ["Ask to opt in, wait at most ", stress(durationWords(timeout))],
  channel: "sms",
  outletTaken: (_, { optedIn }) => (optedIn ? "opted_in" : "timed_out"),
};
