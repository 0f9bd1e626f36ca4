import type { ConsentState, EnrolmentStatus, JourneyStatus, MessageState } from "~/api/types";
import { capital, words } from "~/shared/format";

/** What a state means for whoever looks: the only thing a colour says. */
export type Tone = "plain" | "good" | "warn" | "bad" | "live";

export interface StateLabel {
  words: string;
  tone: Tone;
}

const CONSENT: Record<ConsentState, StateLabel> = {
  opted_in: { words: "Opted in", tone: "good" },
  opted_out: { words: "Opted out", tone: "bad" },
  pending: { words: "Asked, no reply yet", tone: "warn" },
  unknown: { words: "Unknown", tone: "plain" },
};
export const consentLabel = (state: ConsentState): StateLabel => CONSENT[state];

const JOURNEY: Record<JourneyStatus, StateLabel> = {
  draft: { words: "Draft", tone: "plain" },
  live: { words: "Live", tone: "live" },
  paused: { words: "Paused", tone: "warn" },
  cancelled: { words: "Cancelled", tone: "bad" },
  archived: { words: "Archived", tone: "plain" },
};
export const journeyLabel = (status: JourneyStatus): StateLabel => JOURNEY[status];

const ENROLMENT: Record<EnrolmentStatus, StateLabel> = {
  active: { words: "In progress", tone: "live" },
  completed: { words: "Completed", tone: "good" },
  exited: { words: "Left", tone: "plain" },
  converted: { words: "Reached the goal", tone: "good" },
  cancelled: { words: "Cancelled", tone: "bad" },
};
export const enrolmentLabel = (status: EnrolmentStatus): StateLabel => ENROLMENT[status];

const MESSAGE: Record<MessageState, StateLabel> = {
  planned: { words: "Planned", tone: "plain" },
  claimed: { words: "Sending", tone: "live" },
  accepted: { words: "Sent", tone: "good" },
  delivered: { words: "Delivered", tone: "good" },
  undelivered: { words: "Undelivered", tone: "bad" },
  rejected: { words: "Rejected by the carrier", tone: "bad" },
  unknown: { words: "Outcome unknown", tone: "warn" },
  skipped: { words: "Skipped", tone: "warn" },
  cancelled: { words: "Cancelled", tone: "plain" },
};
export const messageLabel = (state: MessageState): StateLabel => MESSAGE[state];

/** Every state of a message and its name, in the order of its life, to choose from. */
export const MESSAGE_STATES = Object.entries(MESSAGE).map(([value, { words: label }]) => ({ value, label }));

const SOURCES: Record<string, string> = {
  phone: "A text from the phone",
  form: "A form",
  preference_page: "Preference page",
  import: "An import",
  api: "A program",
  user: "Someone in this account",
  journey: "A journey",
  carrier: "The carrier",
};
export const sourceWords = (source: string): string => SOURCES[source] ?? capital(words(source));

const CHANNELS: Record<string, string> = { sms: "SMS", email: "E-mail" };
export const channelWords = (channel: string): string => CHANNELS[channel] ?? channel;

/** Whoever it is, by the best name there is. */
export function nameOf(contact: { first_name: string | null; last_name: string | null; external_id: string }): string {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return name === "" ? contact.external_id : name;
}
