import { IconMessage2 } from "@tabler/icons-react";
import { type StepDefinition, outlet } from "../definition";
import { type FieldLookup, limitWords, quoted, stress } from "../phrase";

export const sendSms: StepDefinition<"send_sms"> = {
  type: "send_sms",
  label: "Send SMS",
  hint: "A text message, to opted-in contacts",
  kind: "message",
  icon: IconMessage2,
  prefix: "sms",
  searchWords: "text message",
  newData: () => ({ body: "", opt_out_clause: "auto", on_unknown: "hold" }),
  outlets: () => [outlet("next", ""), outlet("not_sent", "Not sent", { optional: true, whenOpen: "go on" })],
  sentence: ({ body, template_id, not_later_than }, info) => [
    "Text ",
    ...(template_id === undefined ? [quoted(body, "write the message")] : [stress(libraryWords(template_id, info)), " of the library"]),
    ...limitWords(not_later_than),
  ],
  channel: "sms",
  libraryMessages: ({ template_id }) => (template_id ? [template_id] : []),
};

/** A message of the library by its name; an id says nothing to anybody. */
function libraryWords(id: string, info: FieldLookup): string {
  if (id === "") return "… choose a message";
  const name = info(`library.${id}`)?.label;
  return name === undefined ? "a message" : `“${name}”`;
}
