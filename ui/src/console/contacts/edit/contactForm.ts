import type { ContactChange } from "~/api/contacts/contacts";
import type { Contact, Json } from "~/api/types";

/** What the form holds of a contact: texts, as they are typed. */
export interface ContactForm {
  external_id: string;
  phone: string;
  email: string;
  first_name: string;
  last_name: string;
  timezone: string;
  language: string;
  country: string;
  tags: string[];
  attributes: AttributeRow[];
  sms: ConsentForm;
  email_consent: ConsentForm;
}

export interface AttributeRow {
  /** Tells rows apart while their names are being typed. */
  id: number;
  name: string;
  text: string;
}

export interface ConsentForm {
  /** `keep` claims nothing. */
  state: "keep" | "opted_in" | "opted_out";
  source: string;
}

const TEXTS = ["phone", "email", "first_name", "last_name", "timezone", "language", "country"] as const;

export function formOf(contact: Contact | null): ContactForm {
  return {
    external_id: contact?.external_id ?? "",
    phone: contact?.phone_raw ?? "",
    email: contact?.email ?? "",
    first_name: contact?.first_name ?? "",
    last_name: contact?.last_name ?? "",
    timezone: contact?.timezone ?? "",
    language: contact?.language ?? "",
    country: contact?.country ?? "",
    tags: contact?.tags ?? [],
    attributes: Object.entries(contact?.attributes ?? {}).map(([name, value], id) => ({ id, name, text: attributeText(value) })),
    sms: { state: "keep", source: "" },
    email_consent: { state: "keep", source: "" },
  };
}

/** What to send, so that nothing is touched that was not changed here. */
export function changeOf(before: Contact | null, form: ContactForm): ContactChange {
  const change: ContactChange = {};
  const old = formOf(before);
  for (const name of TEXTS) {
    const value = form[name].trim();
    if (value !== old[name].trim()) change[name] = value === "" ? null : value;
  }
  if (form.tags.join("\n") !== old.tags.join("\n")) change.tags = form.tags;
  const attributes = attributeChange(before?.attributes ?? {}, form.attributes);
  if (Object.keys(attributes).length > 0) change.attributes = attributes;
  if (form.sms.state !== "keep") change.sms_consent = { state: form.sms.state, source: form.sms.source.trim() || null };
  if (form.email_consent.state !== "keep") {
    change.email_consent = { state: form.email_consent.state, source: form.email_consent.source.trim() || null };
  }
  return change;
}

function attributeChange(before: Record<string, Json>, rows: readonly AttributeRow[]): Record<string, Json> {
  const change: Record<string, Json> = {};
  const names = new Set(rows.map((row) => row.name.trim()));
  for (const name of Object.keys(before)) if (!names.has(name)) change[name] = null;
  for (const row of rows) {
    const name = row.name.trim();
    const old = before[name];
    if (name === "" || (old !== undefined && attributeText(old) === row.text)) continue;
    change[name] = row.text.trim() === "" ? null : attributeValue(row.text);
  }
  return change;
}

export const withAttribute = (rows: readonly AttributeRow[]): AttributeRow[] => [
  ...rows,
  { id: Math.max(-1, ...rows.map((row) => row.id)) + 1, name: "", text: "" },
];

/** What is wrong with the form, by field; empty when it can be sent. */
export function formProblems(form: ContactForm, fresh: boolean): Map<string, string> {
  const problems = new Map<string, string>();
  if (fresh && form.external_id.trim() === "") problems.set("external_id", "Enter an ID of your own, such as a customer number.");
  if (form.sms.state === "opted_in" && form.sms.source.trim() === "") {
    problems.set("sms", "Say where they agreed. An opt-in without a source isn't recorded.");
  }
  if (form.email_consent.state === "opted_in" && form.email_consent.source.trim() === "") {
    problems.set("email_consent", "Say where they agreed. An opt-in without a source isn't recorded.");
  }
  const names = form.attributes.map((row) => row.name.trim()).filter((name) => name !== "");
  if (new Set(names).size < names.length) problems.set("attributes", "Two attributes have the same name.");
  return problems;
}

/** An attribute as it is typed. */
export const attributeText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * What was typed: a number, true or false when it is written as one, else the text itself. `007` stays text, and so does
 * what a number would print otherwise: `12.50`, or 16 digits. Conditions compare such texts as the numbers they spell.
 */
export function attributeValue(text: string): Json {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(trimmed) && String(Number(trimmed)) === trimmed) return Number(trimmed);
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as Json;
    } catch {
      return text;
    }
  }
  return text;
}
