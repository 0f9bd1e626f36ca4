import type { FieldInfo, Fields } from "../conditions/field";
import type { FieldKind, JourneyDocument, StepOf, StepType } from "~/api/types";
import { triggerOf } from "../document/document";
import { plain } from "../steps/phrase";
import { definitionOf, sentence } from "../steps/registry";

/** Fields as a list of conditions offers them: in groups, each with what it holds. */
export interface FieldGroup {
  label: string;
  fields: FieldInfo[];
}

/** What a condition is about: it decides what `event.` means. */
export type Scope =
  /** A branch or a goal: the contact, and the event that enrolled it. */
  | { of: "step" }
  /** Who an audience or a segment takes in. */
  | { of: "audience" }
  /** Which events start the journey. */
  | { of: "trigger"; event: string }
  /** Which events a wait is waiting for; the one that enrolled is `entry`. */
  | { of: "wait_for"; event: string };

const BUILT_IN: FieldInfo[] = [
  { name: "contact.first_name", label: "First name", kind: "text" },
  { name: "contact.last_name", label: "Last name", kind: "text" },
  { name: "contact.email", label: "E-mail", kind: "text" },
  { name: "contact.phone", label: "Phone", kind: "text" },
  { name: "contact.country", label: "Country", kind: "text" },
  { name: "contact.language", label: "Language", kind: "text" },
  { name: "contact.timezone", label: "Time zone", kind: "text" },
  { name: "contact.tags", label: "Tags", kind: "tags" },
  { name: "contact.score", label: "Score", kind: "number" },
];

const STATES = [
  { value: "opted_in", label: "opted in" },
  { value: "opted_out", label: "opted out" },
  { value: "pending", label: "pending" },
  { value: "unknown", label: "unknown" },
];
const CONSENT: FieldInfo[] = [
  { name: "consent.sms", label: "SMS consent", kind: "choice", values: STATES },
  { name: "consent.email", label: "E-mail consent", kind: "choice", values: STATES },
];

const OUTCOMES = [
  { value: "sent", label: "sent" },
  { value: "delivered", label: "delivered" },
  { value: "clicked", label: "clicked" },
  { value: "replied", label: "replied" },
  { value: "not_sent", label: "not sent" },
];

/** What became of texts to the contact, whichever journey sent them. */
const BEHAVIOUR: FieldInfo[] = [
  { name: "behaviour.sent", label: "was sent a text", kind: "event" },
  { name: "behaviour.delivered", label: "a text arrived", kind: "event" },
  { name: "behaviour.clicked", label: "opened a link in a text", kind: "event" },
  { name: "behaviour.replied", label: "replied to a text", kind: "event" },
  { name: "behaviour.not_sent", label: "a text was skipped or failed", kind: "event" },
];

/** Events that Postroad itself tells of, with what their properties hold. */
const SMS_EVENTS = ["sms.delivered", "sms.clicked", "sms.replied", "sms.opted_out", "sms.opted_in"];

/** All fields that make sense in a condition here, in groups. */
export function conditionFields(fields: Fields, document: JourneyDocument | null, scope: Scope): FieldGroup[] {
  const groups: FieldGroup[] = [];
  const add = (label: string, list: FieldInfo[]) => {
    if (list.length > 0) groups.push({ label, fields: list });
  };
  add("Consent", CONSENT.map((field) => known(fields, field)));
  add("Contact", contactFields(fields));
  if (scope.of === "trigger" || scope.of === "wait_for") add("This event", eventFields(fields, scope.event, "event"));
  const entry = document ? entryEvent(document) : null;
  if (scope.of === "step" && entry) add("The event that started it", eventFields(fields, entry, "event"));
  if (scope.of === "wait_for" && entry) add("The event that started it", eventFields(fields, entry, "entry"));
  if (document && (scope.of === "step" || scope.of === "wait_for")) add("Messages of this journey", messageFields(fields, document));
  add("What happened", happened(fields));
  add("Texts to them", BEHAVIOUR);
  add("Segments", fields.fields.filter((field) => field.name.startsWith("segment.")).map((field) => ({ ...field, kind: "boolean" as const })));
  return groups;
}

function known(fields: Fields, field: FieldInfo): FieldInfo {
  const listed = fields.fields.find((other) => other.name === field.name);
  return listed ? { ...listed, kind: field.kind, label: field.label, values: field.values ?? listed.values ?? [] } : field;
}

export function contactFields(fields: Fields): FieldInfo[] {
  const names = new Set(BUILT_IN.map((field) => field.name));
  const own = fields.fields.filter((field) => field.name.startsWith("contact.") && !names.has(field.name));
  return [...BUILT_IN.map((field) => known(fields, field)), ...own];
}

export function eventFields(fields: Fields, event: string, root: "event" | "entry"): FieldInfo[] {
  const listed = fields.events.find((other) => other.name === event);
  return (listed?.properties ?? []).map(({ name, kind, values }) => ({
    name: `${root}.${name}`,
    label: name,
    kind: kind ?? "text",
    ...(values ? { values } : {}),
  }));
}

/** What the library calls its messages, for the sentences of steps that send one. */
export const libraryInfo = (fields: Fields): FieldInfo[] =>
  (fields.library ?? []).map(({ id, name }) => ({ name: `library.${id}`, label: name, kind: "text" }));

const libraryMessagesOf = <T extends StepType>(step: StepOf<T>): string[] => definitionOf(step.type).libraryMessages?.(step.data) ?? [];

/** Ids of the library's messages that a journey sends. */
export const messagesNamed = (document: JourneyDocument): string[] =>
  [...new Set(document.nodes.flatMap(libraryMessagesOf))].toSorted();

function messageFields(fields: Fields, document: JourneyDocument): FieldInfo[] {
  const library = libraryInfo(fields);
  const info = (name: string) => library.find((message) => message.name === name);
  return document.nodes
    .filter((step) => definitionOf(step.type).channel !== undefined)
    .map((step) => ({
      name: `message.${step.id}`,
      label: `${step.id}: ${shortened(plain(sentence(step, info)), 40)}`,
      kind: "choice" as const,
      values: OUTCOMES,
    }));
}

function happened(fields: Fields): FieldInfo[] {
  const names = new Set([...fields.events.map((event) => event.name), ...SMS_EVENTS]);
  return [...names].map((name) => ({ name: `happened.${name}`, label: name, kind: "event" as const }));
}

/** The event that enrols contacts in this journey, when an event does. */
export function entryEvent(document: JourneyDocument): string | null {
  const start = triggerOf(document);
  return start?.data.on.kind === "event" && start.data.on.name !== "" ? start.data.on.name : null;
}

/** Names of events to choose from: those seen so far, then those Postroad tells of itself. */
export function eventNames(fields: Fields): string[] {
  return [...new Set([...fields.events.map((event) => event.name), ...SMS_EVENTS])];
}

/** What a wait can be relative to: dates of the starting event first, then of the contact. */
export function dateFields(fields: Fields, document: JourneyDocument): FieldInfo[] {
  const entry = entryEvent(document);
  const required = requiredProperties(document).map((name): FieldInfo => ({ name: `event.${name}`, label: name, kind: "datetime" }));
  const event = entry === null ? [] : eventFields(fields, entry, "event");
  const first = dates(event);
  const all = [...first, ...required.filter((field) => !event.some((other) => other.name === field.name)), ...dates(contactFields(fields))];
  return all;
}

const dates = (list: FieldInfo[]): FieldInfo[] => list.filter((field) => isDate(field.kind));
const isDate = (kind: FieldKind): boolean => kind === "date" || kind === "datetime";

function requiredProperties(document: JourneyDocument): string[] {
  const start = triggerOf(document);
  return start?.data.on.kind === "event" ? (start.data.on.requires ?? []) : [];
}

/** Names that a message can merge in, most useful first. */
export function mergeFields(fields: Fields, document: JourneyDocument | null): string[] {
  const entry = document ? entryEvent(document) : null;
  const event = entry === null ? [] : eventFields(fields, entry, "event").map((field) => field.name);
  const required = document ? requiredProperties(document).map((name) => `event.${name}`) : [];
  const contact = contactFields(fields)
    .map((field) => field.name)
    .filter((name) => name !== "contact.tags");
  return [...new Set(["contact.first_name", ...required, ...event, ...contact, "journey.name", "account.name"])];
}

export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
