import { fieldWords } from "../conditions/words";
import type { FieldInfo } from "../conditions/field";
import { durationWords } from "../time/duration";

/** A sentence in which some words are stressed. */
export type Phrase = readonly (string | { stress: string })[];

/** What is known of a field by its name. */
export type FieldLookup = (field: string) => FieldInfo | undefined;

export const plain = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === "string" ? part : part.stress)).join("");

export const stress = (text: string) => ({ stress: text });

/** What was written, or dots where something is to be written still. */
export const orDots = (text: string | null | undefined) => (text === undefined || text === null || text === "" ? "…" : text);

/** The beginning of a message, merge fields as ‹first name›; where there is none, what is to be done. */
export function quoted(text: string | undefined, missing: string): string | { stress: string } {
  const short = (text ?? "")
    .replaceAll(/\{\{\s*([\w.]+)[^}]*\}\}/g, (_, name: string) => `‹${(name.split(".").at(-1) ?? name).replaceAll("_", " ")}›`)
    .trim()
    .replaceAll(/\s+/g, " ");
  return short === "" ? stress(`… ${missing}`) : `“${short}”`;
}

/** The date that a wait counts from, in words. */
export function dateWords(field: string, yearly: boolean): string {
  if (field === "") return "…";
  return field.startsWith("contact.") ? `their ${yearly ? "next " : ""}${fieldWords(field)}` : field;
}

/** The end of a sentence: until when what was due may still be done. `date` is what a wait counts from. */
export function limitWords(limit: string | undefined, date?: { to: string; yearly?: boolean }): Phrase {
  if (limit === undefined) return [];
  if (limit === "no_limit") return [", ", stress("however late")];
  if (limit === "event") return [", not later than ", stress(date ? dateWords(date.to, date.yearly === true) : "the date waited for")];
  return [", not later than ", stress(durationWords(limit)), " after it was due"];
}
