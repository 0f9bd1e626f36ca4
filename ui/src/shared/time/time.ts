/** Instants as people read them. Every function takes the zone they are told in. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone} ${key}`;
  let formatter = formats.get(name);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: knownZone(zone) });
    formats.set(name, formatter);
  }
  return formatter;
}

/** The zone, or UTC when this browser does not know it. */
export function knownZone(zone: string | null | undefined): string {
  if (!zone) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone === "" ? "UTC" : zone;
  } catch {
    return "UTC";
  }
}

/** "21 Nov 2026, 14:03" */
export const instantIn = (at: string, zone: string): string =>
  format(zone, "minute", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));

/** "14:03:09" */
export const secondIn = (at: string, zone: string): string =>
  format(zone, "second", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(new Date(at));

/** "14:03" */
export const timeIn = (at: string, zone: string): string =>
  format(zone, "time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));

/** The local date, as "2026-11-21". */
export function dayIn(at: string | Date, zone: string): string {
  const parts = format(zone, "day", { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((piece) => piece.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** "Today", "Yesterday", "Fri 20 Nov", "Fri 20 Nov 2025" of the local date an instant falls on. */
export function dayWords(at: string, zone: string, now: Date): string {
  const day = dayIn(at, zone);
  const today = dayIn(now, zone);
  if (day === today) return "Today";
  const noon = new Date(`${day}T12:00:00Z`);
  if (noon.getTime() + 86_400_000 === new Date(`${today}T12:00:00Z`).getTime()) return "Yesterday";
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  const text = format("UTC", sameYear ? "weekday" : "weekday-year", {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(noon);
  return text.replace(",", "");
}

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [7, "day"],
  [Infinity, "week"],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago something happened: "3 minutes ago", "just now". Nothing that happened lies ahead: where it seems so, the
 * two clocks differ, or the page's is some seconds old. */
export function agoWords(at: string, now: Date): string {
  let value = Math.min(0, (new Date(at).getTime() - now.getTime()) / 1000);
  if (Math.abs(value) < 5) return "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(value) < size) return relative.format(Math.trunc(value), unit);
    value /= size;
  }
  return "";
}

/** Time between two instants: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function betweenWords(from: string, to: string): string {
  const ms = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
  if (ms < 1000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
