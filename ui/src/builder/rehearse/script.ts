import type { Contact, JourneyDocument, Json, Rehearsal, RehearsalContact, TimelineEntry } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import { eventFields } from "~/journey/fields/fields";
import type { Fields } from "~/journey/conditions/field";
import { atTime, sampleValue } from "~/journey/fields/samples";
import { assertNever } from "~/shared/assertNever";
import { peopleFor } from "./people";

/** What is rehearsed, as the panel edits it: the journey itself is added when it is played. */
export interface Script {
  start: string;
  contacts: RehearsalContact[];
  timeline: TimelineEntry[];
}

export const HOUR = 3_600_000;

export const ms = (text: string): number => Date.parse(text);

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
    people.map((person) => person.contact),
    start + 1_000,
  ).map((entry): TimelineEntry => {
    if (entry.do !== "event") return entry;
    const own = people.find((person) => person.contact.external_id === entry.contact)?.entry ?? {};
    return { ...entry, properties: { ...entry.properties, ...own } };
  });
  return { start: atTime(start), contacts: people.map((person) => person.contact), timeline: [...before, ...entries] };
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
      return [{ at: when, do: "enrol", contacts: contacts.map((contact) => contact.external_id) }];
    case "keyword":
      return contacts.flatMap((contact): TimelineEntry[] =>
        contact.phone ? [{ at: when, do: "reply", from: contact.phone, body: on.keyword || "JOIN" }] : [],
      );
    case "event":
      return contacts.map((contact) => ({
        at: when,
        do: "event",
        contact: contact.external_id,
        name: on.name || "event",
        properties: sampleProperties(document, fields, on.name, at),
      }));
    default:
      return assertNever(on);
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
  const taken = new Set(contacts.map((contact) => contact.external_id));
  const name = names.find((candidate) => !taken.has(candidate.toLowerCase())) ?? `Guest ${contacts.length + 1}`;
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
  const gone = script.contacts.find((contact) => contact.external_id === id);
  return {
    ...script,
    contacts: script.contacts.filter((contact) => contact !== gone),
    timeline: script.timeline.flatMap((entry): TimelineEntry[] => {
      if ("contact" in entry && entry.contact === id) return [];
      if (entry.do === "reply" && gone?.phone && entry.from === gone.phone) return [];
      if (entry.do === "enrol") {
        const contacts = entry.contacts.filter((contact) => contact !== id);
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
