const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An instant as written, in its own offset: "1 Mar 2026, 09:00". */
export function instantWords(text: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!match) return text === "" ? "…" : text;
  const [, year, month, day, time, offset] = match;
  const zone = offset === "Z" ? " UTC" : offset ? ` (${offset})` : "";
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}, ${time}${zone}`;
}
