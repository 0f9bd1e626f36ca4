import { IconWebhook } from "@tabler/icons-react";
import { type StepDefinition, outlet } from "../definition";
import { orDots, stress } from "../phrase";

export const webhook: StepDefinition<"webhook"> = {
  type: "webhook",
  label: "Call a webhook",
  hint: "Sends data to another system",
  kind: "action",
  icon: IconWebhook,
  prefix: "hook",
  searchWords: "http api request",
  newData: () => ({ url: "", method: "POST" }),
  outlets: () => [outlet("next", ""), outlet("failed", "Failed", { optional: true, whenOpen: "go on" })],
  sentence: ({ url }) => ["Call ", stress(host(url))],
};

/** The host and path of an address; the address itself when it is none yet. */
function host(url: string): string {
  const match = /^https?:\/\/([^/?#]+)(\/[^?#]*)?/.exec(url);
  return match ? `${match[1]}${match[2] && match[2] !== "/" ? match[2] : ""}` : orDots(url);
}
