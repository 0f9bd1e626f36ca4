import type { Json } from "~/api/types";

/** What people type as a value: a number, yes or no, nothing, or text. */
export function readValue(text: string): Json {
  const trimmed = text.trim();
  if (trimmed === "null") return null;
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  if (/^-?\d+(\.\d+)?$/.test(trimmed) && String(Number(trimmed)) === trimmed) return Number(trimmed);
  return text;
}

/** A value as people type it. */
export const writeValue = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
