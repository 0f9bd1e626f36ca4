import { IconMail } from "@tabler/icons-react";
import { type StepDefinition, outlet } from "../definition";
import { limitWords, quoted } from "../phrase";

export const sendEmail: StepDefinition<"send_email"> = {
  type: "send_email",
  label: "Send e-mail",
  hint: "An e-mail, for example for contacts who can't be texted",
  kind: "message",
  icon: IconMail,
  prefix: "email",
  searchWords: "mail",
  newData: () => ({ subject: "", body: "" }),
  outlets: () => [outlet("next", ""), outlet("not_sent", "Not sent", { optional: true, whenOpen: "go on" })],
  sentence: ({ subject, not_later_than }) => ["E-mail ", quoted(subject, "write the subject"), ...limitWords(not_later_than)],
  channel: "email",
};
