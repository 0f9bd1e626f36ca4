import type { PathEntry, RehearsalAnswer, TimelineEntry } from "~/api/types";
import { assertNever } from "~/shared/assertNever";
import { HOUR, ms, type Script } from "./script";

/** One thing that happens, on the line of time. */
export interface Moment {
  id: string;
  at: number;
  contact: string | null;
  kind: "event" | "reply" | "message" | "answer" | "step" | "control";
  words: string;
  stepId: string | null;
  /** Something did not happen: a message that was skipped, an entry that was refused. */
  amiss: boolean;
}

/** Everything in order of time. `stepWords` says what a step is called. */
export function momentsOf(script: Script, answer: RehearsalAnswer, stepWords: (id: string) => string): Moment[] {
  const owner = new Map(script.contacts.flatMap((contact) => (contact.phone ? [[contact.phone, contact.external_id] as const] : [])));
  const moments: Moment[] = [];
  for (const [index, entry] of script.timeline.entries()) {
    moments.push({
      id: `entry ${index}`,
      at: ms(entry.at),
      kind: entry.do === "reply" ? "reply" : entry.do === "event" ? "event" : "control",
      contact: entry.do === "reply" ? (owner.get(entry.from) ?? null) : "contact" in entry ? (entry.contact ?? null) : null,
      words: entryWords(entry),
      stepId: null,
      amiss: false,
    });
  }
  for (const [index, refusal] of answer.refused.entries()) {
    moments.push({ id: `refused ${index}`, at: ms(refusal.at), contact: null, kind: "control", words: refusal.detail, stepId: null, amiss: true });
  }
  for (const [index, message] of answer.messages.entries()) {
    const name = message.channel === "email" ? "E-mail" : message.channel === "webhook" ? "Webhook" : "SMS";
    const sent = isSent(message.state);
    moments.push({
      id: `message ${index}`,
      at: ms(message.at),
      contact: message.contact,
      kind: "message",
      words: sent ? `${name}: ${message.subject ?? message.body ?? ""}` : `No ${name}: ${message.sentence ?? message.reason ?? message.state}`,
      stepId: message.node_id,
      amiss: !sent,
    });
  }
  for (const [index, reply] of answer.replies.entries()) {
    moments.push({ id: `answer ${index}`, at: ms(reply.at), contact: reply.contact, kind: "answer", words: `Answered: ${reply.body}`, stepId: null, amiss: false });
  }
  for (const enrolment of answer.enrolments) {
    if (enrolment.ended_at !== null) {
      moments.push({
        id: `end ${enrolment.id}`,
        at: ms(enrolment.ended_at),
        contact: enrolment.contact,
        kind: "step",
        words: enrolment.sentence ?? ENDINGS[enrolment.status] ?? `The journey ends: ${enrolment.status}`,
        stepId: enrolment.path.at(-1)?.node_id ?? null,
        amiss: enrolment.status === "cancelled",
      });
    }
    for (const [index, hop] of enrolment.path.entries()) {
      if (index === 0) continue;
      const before = enrolment.path[index - 1];
      // Steps passed in the same moment are told by the one that rests or sends.
      if (before && ms(before.at) === ms(hop.at) && hop.outcome !== null) continue;
      if (hop.outcome === null) moments.push({ id: `rest ${enrolment.id} ${index}`, at: ms(hop.at), contact: enrolment.contact, kind: "step", words: stepWords(hop.node_id), stepId: hop.node_id, amiss: false });
    }
  }
  return moments.toSorted((a, b) => a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

const ORDER: Moment["kind"][] = ["event", "reply", "control", "answer", "message", "step"];

const ENDINGS: Record<string, string> = {
  completed: "Reaches the end",
  exited: "Leaves the journey",
  converted: "Reaches the goal",
  cancelled: "The journey ends for this contact",
};

export const isSent = (state: string): boolean => ["accepted", "delivered", "undelivered"].includes(state);

export function entryWords(entry: TimelineEntry): string {
  switch (entry.do) {
    case "event":
      return `${entry.name} happens`;
    case "reply":
      return `Replies “${entry.body}”`;
    case "update_contact":
      return `Changes: ${Object.entries(entry.set ?? {})
        .map(([name, value]) => `${name} is ${String(value)}`)
        .join(", ")}`;
    case "enrol":
      return `Added by hand: ${entry.contacts.join(", ")}`;
    case "launch":
      return "The journey is launched";
    case "cancel":
      return entry.contact ? "The journey is ended for this contact" : "The journey is cancelled";
    case "pause":
      return "The journey is paused";
    case "resume":
      return "The journey resumes";
    default:
      return assertNever(entry);
  }
}

/** What a contact had passed by then: its path up to that time, over all its passages. */
export function pathUntil(answer: RehearsalAnswer, contact: string, time: number): PathEntry[] {
  return answer.enrolments
    .filter((enrolment) => enrolment.contact === contact)
    .flatMap((enrolment) => enrolment.path)
    .filter((hop) => ms(hop.at) <= time)
    .toSorted((a, b) => ms(a.at) - ms(b.at));
}

/** From the first thing that happens to the last, with a little room. */
export function span(script: Script, moments: readonly Moment[]): { from: number; to: number } {
  const from = ms(script.start);
  const last = moments.at(-1)?.at ?? from;
  return { from, to: Math.max(last, from + HOUR) };
}
