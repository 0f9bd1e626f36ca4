import { IconUserEdit } from "@tabler/icons-react";
import type { StepData } from "~/api/types";
import { type StepDefinition, outlet } from "../definition";
import { type Phrase, stress } from "../phrase";

export const updateContact: StepDefinition<"update_contact"> = {
  type: "update_contact",
  label: "Update contact",
  hint: "Set fields, tags or score",
  kind: "action",
  icon: IconUserEdit,
  prefix: "update",
  searchWords: "tag attribute score set",
  newData: () => ({}),
  outlets: () => [outlet("next", "")],
  sentence: updateSentence,
};

function updateSentence(data: StepData["update_contact"]): Phrase {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(data.set ?? {})) parts.push(`set ${name} to ${value === null ? "nothing" : String(value)}`);
  if (data.add_tags?.length) parts.push(`add tag ${data.add_tags.join(", ")}`);
  if (data.remove_tags?.length) parts.push(`remove tag ${data.remove_tags.join(", ")}`);
  if (data.add_score) parts.push(`${data.add_score > 0 ? "add" : "take"} ${Math.abs(data.add_score)} ${data.add_score > 0 ? "to" : "from"} the score`);
  if (parts.length === 0) return ["Update the contact: ", stress("… choose what")];
  const words = parts.join(", ");
  return [stress(words.charAt(0).toUpperCase() + words.slice(1))];
}
