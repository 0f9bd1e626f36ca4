import type { Json } from "~/api/types";
import type { FieldInfo } from "../conditions/field";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An instant as the API writes it: UTC, to the second. */
export const atTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/** What names of values end in, and what such values look like. The first that fits is taken. */
const BY_NAME: readonly [RegExp, Json][] = [
  [/(^|_)(id|number|no|ref|reference|key)$/, "1042"],
  [/(^|_)(code|coupon|voucher)$/, "SPRING20"],
  [/(amount|total|price|sum|value|cost|balance|revenue)$/, 49.9],
  [/(count|quantity|qty|seats|items|places|people|guests|points|score)$/, 2],
  [/(percent|discount|rate)$/, 20],
  [/(minutes|duration)$/, 45],
  [/currency$/, "EUR"],
  [/(^|_)first_?name$/, "Ann"],
  [/(^|_)last_?name$/, "Archer"],
  [/(^|_)(customer|person|host|speaker|agent|author|full)(_?name)?$/, "Ann Archer"],
  [/(product|item|article|book)(_?(name|title))?$/, "The Blue Notebook"],
  [/(^|_)(title|subject|topic|name|webinar|event|course|class)$/, "Evening with the author"],
  [/(store|shop|branch|company|organisation|organization)(_?name)?$/, "Harbour Books"],
  [/(city|town)$/, "Lisbon"],
  [/country$/, "PT"],
  [/(place|location|venue|room|address)$/, "12 Harbour Street"],
  [/(carrier|courier|delivery_by)$/, "DHL"],
  [/(plan|tier)$/, "free"],
  [/status$/, "confirmed"],
  [/(phone|mobile)$/, "+12125550199"],
  [/e?mail$/, "sample@example.com"],
  [/time_?zone$/, "Europe/Lisbon"],
  [/language$/, "en"],
];

/** A believable value for a property that nothing is known of but its name, its kind and values that have come. */
export function sampleValue(name: string, field: Pick<FieldInfo, "kind" | "values"> | undefined, at: number): Json {
  const [value] = field?.values ?? [];
  if (value !== undefined) return typeof value === "string" ? value : value.value;
  const soon = Math.round((at + 3 * DAY) / HOUR) * HOUR;
  if (field?.kind === "datetime") return atTime(soon);
  if (field?.kind === "date") return atTime(soon).slice(0, 10);
  if (field?.kind === "boolean") return true;
  if (field?.kind === "tags") return ["sample"];
  const guessed = guess(name, soon);
  if (field?.kind === "number") return typeof guessed === "number" ? guessed : 100;
  return guessed;
}

function guess(name: string, soon: number): Json {
  const plain = name.toLowerCase().replaceAll("-", "_");
  if (/(_at|time|_on|_date|^date|^when|deadline|starts|ends)$/.test(plain) && !plain.endsWith("zone")) return atTime(soon);
  if (/(url|link)$/.test(plain)) return `https://example.com/${plain.replace(/_?(url|link)$/, "").replaceAll("_", "-") || "page"}`;
  if (/^(is|has)_/.test(plain)) return true;
  return BY_NAME.find(([ending]) => ending.test(plain))?.[1] ?? `sample ${plain.replaceAll("_", " ")}`;
}

/** The properties of the event that a text merges in, in the order they come: `event.total` is "total". */
export function eventNamesIn(body: string): string[] {
  const inside = body.match(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g) ?? [];
  return [...new Set(inside.flatMap((part) => [...part.matchAll(/(?<![\w.])event\.([A-Za-z_][\w-]*)/g)].map((match) => match[1] ?? "")))];
}
