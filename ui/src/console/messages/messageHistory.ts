import type { SentMessage } from "~/api/messages/messages";
import { messageLabel, type Tone } from "../parts/words";

export interface Moment {
  at: string;
  what: string;
  /** Why, in a sentence, where there is more to say. */
  why: string | null;
  tone: Tone;
}

/** States that nothing but `settled` tells the time of. */
const SETTLED = new Set(["undelivered", "rejected", "unknown", "skipped", "cancelled"]);

const CARRIERS: Record<string, string> = { sandbox: "the virtual phones", twilio: "Twilio", telnyx: "Telnyx", smpp: "the SMPP carrier", email: "the e-mail carrier", webhook: "the webhook's address" };
export const carrierName = (carrier: string | null): string => (carrier === null ? "the carrier" : (CARRIERS[carrier] ?? carrier));

/** What happened to a message, in order of time. */
export function messageHistory(message: SentMessage): Moment[] {
  const { times, state } = message;
  const moments: Moment[] = [];
  const add = (at: string | null, what: string, tone: Tone = "plain", why: string | null = null) => {
    if (at !== null) moments.push({ at, what, why, tone });
  };
  const notTried = state === "skipped" && times.claimed === null;
  if (!notTried) add(times.created, "Written for this contact");
  add(times.claimed, "Checked again and claimed for sending");
  add(times.handed, `Handed to ${carrierName(message.carrier)}`, "good");
  add(times.delivered, "Delivered to the phone", "good");
  add(times.clicked, "A link was clicked", "good");
  add(times.replied, "They replied", "good");
  if (SETTLED.has(state)) {
    const label = messageLabel(state);
    const code = message.code === null ? "" : ` The carrier's code is ${message.code}.`;
    add(times.settled ?? times.created, label.words, label.tone, message.sentence === null ? code.trim() || null : message.sentence + code);
  }
  return moments.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Why a message that has not left yet is waiting; nothing when it is not. */
export const waitingFor = (message: SentMessage): string | null =>
  message.state === "planned" || message.state === "claimed" ? message.sentence : null;

/** The time of a message in a list: when it left, else when it was settled or written. */
export const shownAt = ({ times }: SentMessage): string => times.handed ?? times.settled ?? times.created;
