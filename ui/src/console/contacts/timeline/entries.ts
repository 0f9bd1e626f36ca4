import type { TimelineEntry } from "~/api/contacts/contacts";
import type { JourneyDocument, Json } from "~/api/types";
import { plain } from "~/journey/steps/phrase";
import { outletOf, sentence } from "~/journey/steps/registry";
import { stepById } from "~/journey/document/document";
import { capital, words } from "~/shared/format";
import { dayIn } from "~/shared/time/time";
import { channelWords, consentLabel, enrolmentLabel, messageLabel, sourceWords } from "~/console/parts/words";

/** Events that Postroad makes of replies and receipts: the reply or the message stands in the timeline itself. */
const TOLD_OTHERWISE = new Set(["sms.replied", "sms.opted_out", "sms.opted_in", "sms.delivered"]);

/** What is worth telling: everything but what is told twice. */
export const worthTelling = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries.filter((entry) => entry.kind !== "event" || !TOLD_OTHERWISE.has(entry.name));

export interface Day {
  day: string;
  entries: TimelineEntry[];
}

/** Entries by the local date they fall on, in their order. */
export function byDay(entries: readonly TimelineEntry[], zone: string): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const day = dayIn(entry.at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** What happened, in a few words. */
export function headline(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "contact_created":
      return "Added to your contacts";
    case "event":
      return entry.name;
    case "enrolled":
      return `Entered ${entry.journey_name}`;
    case "step":
      return `Moved on in ${entry.journey_name}`;
    case "ended":
      return `${ENDED[entry.status] ?? enrolmentLabel(entry.status).words} ${entry.journey_name}`;
    case "message":
      return entry.enrolment_id === null && entry.journey === null
        ? `${channelWords(entry.channel)} reply to them: ${messageLabel(entry.state).words.toLowerCase()}`
        : `${channelWords(entry.channel)}: ${messageLabel(entry.state).words.toLowerCase()}`;
    case "reply":
      return REPLIES[entry.reply_kind] ?? "Texted";
    case "consent":
      return `${channelWords(entry.channel)}: ${consentLabel(entry.after).words.toLowerCase()}${entry.before === entry.after ? ", given again" : ""}`;
  }
}

const ENDED: Record<string, string> = {
  completed: "Completed",
  exited: "Left",
  converted: "Reached the goal of",
  cancelled: "Was removed from",
};

const REPLIES: Record<string, string> = {
  opt_out: "Asked to stop",
  opt_in: "Asked to start",
  help: "Asked for help",
  other: "Texted",
};

/** A step of a journey as a sentence, or its id when the journey is not at hand or has changed. */
export function stepWords(document: JourneyDocument | undefined, id: string): string {
  const step = document ? stepById(document, id) : undefined;
  return step ? plain(sentence(step)) : id;
}

/** By which way a step was left, when there was a choice to make. */
export function outcomeWords(document: JourneyDocument | undefined, id: string, outcome: string | null): string {
  if (outcome === null) return "here now";
  if (outcome === "exit") return "";
  if (outcome === "completed") return "ended here";
  const step = document ? stepById(document, id) : undefined;
  const label = step ? outletOf(step, outcome)?.label : undefined;
  if (label !== undefined) return label;
  return outcome === "next" ? "" : words(outcome);
}

/** A value of an event or of evidence, on one line. */
export const valueText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

const EVIDENCE: Record<string, string> = {
  wording: "Wording",
  wording_version: "Wording version",
  page: "Page",
  keyword: "Keyword",
  ip: "IP address",
  user_agent: "Browser",
  actor: "Done by",
  document: "Where it was given",
  source: "Where it was given",
  inbound_id: "Number of the reply",
  carrier_inbound_id: "Carrier's id of the reply",
  carrier: "Carrier",
  carrier_word: "The carrier's word",
  channel: "Came by",
  matched: "Understood by",
  row: "Row of the file",
  body: "Wording",
};
const EVIDENCE_VALUES: Record<string, string> = { "matched intent": "its clear intent", "matched keyword": "its keyword", "matched carrier": "the carrier" };

/** Evidence as pairs of what and what it says; empty values are left out. */
export function evidenceFacts(evidence: Record<string, Json>): [string, string][] {
  return Object.entries(evidence)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => [EVIDENCE[name] ?? capital(words(name)), EVIDENCE_VALUES[`${name} ${valueText(value)}`] ?? valueText(value)]);
}

/** Who or what changed consent: "A text from the phone", "An import (by admin)". */
export const sourceSentence = (source: string, actor: string | null): string =>
  actor === null || actor === source ? sourceWords(source) : `${sourceWords(source)}, by ${actor}`;
