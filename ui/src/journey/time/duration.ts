/** ISO 8601 durations as journeys use them: exact ones (`PT1H`) and calendar ones (`P1D`). */

export type Unit = "seconds" | "minutes" | "hours" | "days" | "weeks" | "months" | "years";

export interface Duration {
  negative: boolean;
  parts: Partial<Record<Unit, number>>;
}

const PATTERN =
  /^([+-]?)P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const ORDER: Unit[] = ["years", "months", "weeks", "days", "hours", "minutes", "seconds"];

/** Reads a duration; null when the text is none. */
export function parseDuration(text: string): Duration | null {
  const match = PATTERN.exec(text.trim());
  if (!match || /^[+-]?P(T)?$/.test(text.trim()) || text.trim().endsWith("T")) return null;
  const parts: Duration["parts"] = {};
  for (const [index, unit] of ORDER.entries()) {
    const number = match[index + 2];
    if (number !== undefined) parts[unit] = Number(number);
  }
  return { negative: match[1] === "-", parts };
}

/** Writes a duration the way the contract does; zero is `PT0S`. */
export function formatDuration({ negative, parts }: Duration): string {
  const write = (unit: Unit, letter: string) => (parts[unit] ? `${parts[unit]}${letter}` : "");
  const date = write("years", "Y") + write("months", "M") + write("weeks", "W") + write("days", "D");
  const time = write("hours", "H") + write("minutes", "M") + write("seconds", "S");
  if (date === "" && time === "") return "PT0S";
  return `${negative ? "-" : ""}P${date}${time === "" ? "" : `T${time}`}`;
}

export interface Amount {
  count: number;
  unit: Unit;
}

const LARGER_THAN_SECOND: [Unit, number][] = [
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
];

/**
 * A duration as one number of one unit, as people say it (`PT1H30M` is 90 minutes). Null when that
 * would change it: a calendar day is not 24 hours.
 */
export function toAmount(duration: Duration): Amount | null {
  const used = ORDER.filter((unit) => duration.parts[unit]);
  const [first] = used;
  if (first === undefined) {
    const named = ORDER.find((unit) => duration.parts[unit] !== undefined);
    return { count: 0, unit: named ?? "minutes" };
  }
  if (used.length === 1) return { count: duration.parts[first] ?? 0, unit: first };
  if (used.every((unit) => unit === "weeks" || unit === "days")) {
    return { count: (duration.parts.weeks ?? 0) * 7 + (duration.parts.days ?? 0), unit: "days" };
  }
  if (used.every((unit) => ["hours", "minutes", "seconds"].includes(unit))) {
    const seconds = exactSeconds(duration);
    for (const [unit, size] of LARGER_THAN_SECOND) {
      if (seconds % size === 0) return { count: seconds / size, unit };
    }
  }
  return null;
}

export function fromAmount({ count, unit }: Amount, negative = false): string {
  return formatDuration({ negative, parts: { [unit]: count } });
}

function exactSeconds({ parts }: Duration): number {
  return (parts.hours ?? 0) * 3600 + (parts.minutes ?? 0) * 60 + (parts.seconds ?? 0);
}

export const isZero = ({ parts }: Duration): boolean => ORDER.every((unit) => !parts[unit]);

/** "1 hour", "2 days 3 hours"; the text itself when it can't be read. The sign is left to the sentence. */
export function durationWords(text: string): string {
  const duration = parseDuration(text);
  if (duration === null) return text === "" ? "…" : text;
  const amount = toAmount(duration);
  const parts: [Unit, number][] =
    amount === null || amount.count > 180
      ? ORDER.flatMap((unit): [Unit, number][] => (duration.parts[unit] ? [[unit, duration.parts[unit]]] : []))
      : [[amount.unit, amount.count]];
  return parts.map(([unit, count]) => `${count} ${count === 1 ? unit.slice(0, -1) : unit}`).join(" ");
}

/** A length of time in seconds as people say it: "3 h 53 min", "less than a second". */
export function secondsWords(seconds: number): string {
  if (seconds < 1) return "less than a second";
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}
