import type { Contact, JourneyDocument, Json, PathEntry, Rehearsal, RehearsalAnswer, RehearsalContact, TimelineEntry } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import { eventFields } from "~/journey/fields/fields";
import type { Fields } from "~/journey/conditions/field";
import { atTime, sampleValue } from "~/journey/fields/samples";
import { peopleFor } from "./people";

/** What is rehearsed, as the panel edits it: the journey itself is added when it is played. */
export interface Script {
  start: string;
  contacts: RehearsalContact[];
  timeline: TimelineEntry[];
}

const HOUR = 3_600_000;

const ms = (text: string): number => Date.parse(text);

/** A rehearsal to begin with: invented people who go different ways, and what makes them enter. */
export function starter(document: JourneyDocument, fields: Fields, now: number): Script {
  const start = Math.ceil((now + 1) / HOUR) * HOUR;
  const people = peopleFor(document, fields, start);
  const before = people.flatMap(({ contact, happened }) =>
    happened.map(
      (name): TimelineEntry => ({ at: atTime(start), do: "event", contact: contact.external_id, name, properties: sampleProperties(document, fields, name, start) }),
    ),
  );
  const entries = entrances(
    document,
    fields,
    people.map((one) => one.contact),
    start + 1_000,
  ).map((entry): TimelineEntry => {
    if (entry.do !== "event") return entry;
    const own = people.find((one) => one.contact.external_id === entry.contact)?.entry ?? {};
    return { ...entry, properties: { ...entry.properties, ...own } };
  });
  return { start: atTime(start), contacts: people.map((one) => one.contact), timeline: [...before, ...entries] };
}

/** What makes these people enter the journey at that time. */
export function entrances(
  document: JourneyDocument,
  fields: Fields,
  contacts: readonly RehearsalContact[],
  at: number,
): TimelineEntry[] {
  const trigger = triggerOf(document);
  if (!trigger) return [];
  const { on } = trigger.data;
  const when = atTime(at);
  switch (on.kind) {
    case "audience":
      return [{ at: when, do: "launch" }];
    case "manual":
      return [{ at: when, do: "enrol", contacts: contacts.map((one) => one.external_id) }];
    case "keyword":
      return contacts.flatMap((one): TimelineEntry[] =>
        one.phone ? [{ at: when, do: "reply", from: one.phone, body: on.keyword || "JOIN" }] : [],
      );
    case "event":
      return contacts.map((one) => ({
        at: when,
        do: "event",
        contact: one.external_id,
        name: on.name || "event",
        properties: sampleProperties(document, fields, on.name, at),
      }));
  }
}

/** Values for the properties an event needs, three days ahead where it is a time. */
export function sampleProperties(document: JourneyDocument, fields: Fields, event: string, at: number): Record<string, Json> {
  const trigger = triggerOf(document);
  const on = trigger?.data.on.kind === "event" && trigger.data.on.name === event ? trigger.data.on : null;
  const kinds = new Map(eventFields(fields, event, "event").map((field) => [field.name.slice(6), field]));
  const names = [...new Set([...(on?.key ? [on.key.replace(/^event\./, "")] : []), ...(on?.requires ?? []), ...kinds.keys()])];
  return Object.fromEntries(names.map((name): [string, Json] => [name, sampleValue(name, kinds.get(name), at)]));
}

/** One more person, who goes by another name than everybody here and has the traits of `like`. */
export function invent(contacts: readonly RehearsalContact[], like?: RehearsalContact): RehearsalContact {
  const names = ["Cleo", "Dev", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kai", "Lea"];
  const taken = new Set(contacts.map((one) => one.external_id));
  const name = names.find((one) => !taken.has(one.toLowerCase())) ?? `Guest ${contacts.length + 1}`;
  return {
    ...(like?.attributes ? { attributes: like.attributes } : {}),
    ...(like?.tags ? { tags: like.tags } : {}),
    external_id: name.toLowerCase().replaceAll(" ", "-"),
    first_name: name,
    phone: `+1212555${String(110 + contacts.length).padStart(4, "0")}`,
    email: `${name.toLowerCase().replaceAll(" ", ".")}@example.com`,
    timezone: "America/New_York",
    sms_consent: { state: "opted_in", source: "web form" },
  };
}

/** A real contact, as a rehearsal takes one. Nothing is sent to it. */
export function fromContact(contact: Contact): RehearsalContact {
  const { external_id, phone, email, first_name, last_name, timezone, language, country, attributes, tags, consent } = contact;
  return {
    external_id,
    phone,
    email,
    first_name,
    last_name,
    timezone,
    language,
    country,
    attributes,
    tags,
    sms_consent: consent.sms === "opted_in" ? { state: "opted_in", source: "the contact" } : { state: consent.sms },
  };
}

/** The script without a person, and without what only that person does. */
export function without(script: Script, id: string): Script {
  const gone = script.contacts.find((one) => one.external_id === id);
  return {
    ...script,
    contacts: script.contacts.filter((one) => one !== gone),
    timeline: script.timeline.flatMap((entry): TimelineEntry[] => {
      if ("contact" in entry && entry.contact === id) return [];
      if (entry.do === "reply" && gone?.phone && entry.from === gone.phone) return [];
      if (entry.do === "enrol") {
        const contacts = entry.contacts.filter((one) => one !== id);
        return contacts.length === 0 ? [] : [{ ...entry, contacts }];
      }
      return [entry];
    }),
  };
}

/** The whole moved to another beginning: everything keeps its distance. */
export function movedTo(script: Script, start: string): Script {
  const by = ms(start) - ms(script.start);
  return { ...script, start, timeline: script.timeline.map((entry) => ({ ...entry, at: atTime(ms(entry.at) + by) })) };
}

export const rehearsalOf = (document: JourneyDocument, script: Script): Rehearsal => ({
  journey: document,
  start: script.start,
  contacts: script.contacts,
  timeline: script.timeline.toSorted((a, b) => ms(a.at) - ms(b.at)),
});

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
  const owner = new Map(script.contacts.flatMap((one) => (one.phone ? [[one.phone, one.external_id] as const] : [])));
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
  for (const [index, one] of answer.refused.entries()) {
    moments.push({ id: `refused ${index}`, at: ms(one.at), contact: null, kind: "control", words: one.detail, stepId: null, amiss: true });
  }
  for (const [index, one] of answer.messages.entries()) {
    const name = one.channel === "email" ? "E-mail" : one.channel === "webhook" ? "Webhook" : "SMS";
    const sent = isSent(one.state);
    moments.push({
      id: `message ${index}`,
      at: ms(one.at),
      contact: one.contact,
      kind: "message",
      words: sent ? `${name}: ${one.subject ?? one.body ?? ""}` : `No ${name}: ${one.sentence ?? one.reason ?? one.state}`,
      stepId: one.node_id,
      amiss: !sent,
    });
  }
  for (const [index, one] of answer.replies.entries()) {
    moments.push({ id: `answer ${index}`, at: ms(one.at), contact: one.contact, kind: "answer", words: `Answered: ${one.body}`, stepId: null, amiss: false });
  }
  for (const one of answer.enrolments) {
    if (one.ended_at !== null) {
      moments.push({
        id: `end ${one.id}`,
        at: ms(one.ended_at),
        contact: one.contact,
        kind: "step",
        words: one.sentence ?? ENDINGS[one.status] ?? `The journey ends: ${one.status}`,
        stepId: one.path.at(-1)?.node_id ?? null,
        amiss: one.status === "cancelled",
      });
    }
    for (const [index, hop] of one.path.entries()) {
      if (index === 0) continue;
      const before = one.path[index - 1];
      // Steps passed in the same moment are told by the one that rests or sends.
      if (before && ms(before.at) === ms(hop.at) && hop.outcome !== null) continue;
      if (hop.outcome === null) moments.push({ id: `rest ${one.id} ${index}`, at: ms(hop.at), contact: one.contact, kind: "step", words: stepWords(hop.node_id), stepId: hop.node_id, amiss: false });
    }
  }
  return moments.toSorted((a, b) => a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

const ORDER: Moment["kind"][] = ["event", "reply", "control", "answer", "message", "step"];

const ENDINGS: Record<string, string> = {
  completed: "Comes to the end",
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
      return "The journey goes on";
  }
}

/** What a contact had passed by then: its path up to that time, over all its passages. */
export function pathUntil(answer: RehearsalAnswer, contact: string, time: number): PathEntry[] {
  return answer.enrolments
    .filter((one) => one.contact === contact)
    .flatMap((one) => one.path)
    .filter((hop) => ms(hop.at) <= time)
    .toSorted((a, b) => ms(a.at) - ms(b.at));
}

/** From the first thing that happens to the last, with a little room. */
export function span(script: Script, moments: readonly Moment[]): { from: number; to: number } {
  const from = ms(script.start);
  const last = moments.at(-1)?.at ?? from;
  return { from, to: Math.max(last, from + HOUR) };
}
