import type { Weekday } from "~/api/types";

const DAYS: Record<Weekday, string> = { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" };
export const WEEKDAYS = Object.keys(DAYS) as Weekday[];
export const dayLabel = (day: Weekday): string => DAYS[day];

/** "Mon–Fri", "Tue, Thu", or nothing when every day will do. */
export function daysWords(days: readonly Weekday[] | undefined): string {
  if (!days || days.length === 0 || days.length === 7) return "";
  const indexes = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  const [first, last] = [indexes[0] ?? 0, indexes.at(-1) ?? 0];
  const run = last - first === indexes.length - 1 && indexes.length > 2;
  const name = (index: number) => DAYS[WEEKDAYS[index] ?? "mon"];
  return run ? `${name(first)}–${name(last)}` : indexes.map(name).join(", ");
}
