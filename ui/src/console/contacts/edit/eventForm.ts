import type { Json } from "~/api/types";
import { attributeValue } from "./contactForm";

export interface ReadProperties {
  /** Null while a line can't be read. */
  properties: Record<string, Json> | null;
  problem: string | null;
}

/** Properties of an event from lines such as `starts_at: 2026-12-01T18:00:00Z`. Empty lines say nothing. */
export function propertiesOf(text: string): ReadProperties {
  const properties: Record<string, Json> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || name === "") return { properties: null, problem: `Line ${index + 1} isn't in the form name: value.` };
    if (name in properties) return { properties: null, problem: `Line ${index + 1} repeats ${name}.` };
    properties[name] = attributeValue(line.slice(colon + 1).trim());
  }
  return { properties, problem: null };
}

interface Property {
  name: string;
  kind?: string;
  values?: readonly string[];
}

/** Lines to begin with for an event whose properties are known: values seen before, dates a day from now. */
export function propertyLines(properties: readonly Property[], now: Date): string {
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
  const value = (property: Property): string => {
    if (property.kind === "datetime" || /_(at|time)$/.test(property.name)) return tomorrow;
    if (property.kind === "date") return tomorrow.slice(0, 10);
    return property.values?.[0] ?? (property.kind === "number" ? "1" : property.kind === "boolean" ? "true" : "");
  };
  return properties.map((property) => `${property.name}: ${value(property)}`).join("\n");
}
