const full = new Intl.NumberFormat("en");
const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** A number with thousands separators: "14,000". */
export const count = (value: number): string => full.format(value);

/** "1 contact", "14,000 contacts"; with a verb too: `plural(n, "contact stays", "contacts stay")`. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** A part of a whole as a percentage; a dash when there is no whole. */
export const percent = (part: number, total: number): string => (total === 0 ? "–" : share.format(part / total));

/** Codes as people read them: `opted_out` is "opted out". */
export const words = (code: string): string => code.replaceAll("_", " ");

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a, b and c" */
export function joined(parts: readonly string[], last = "and"): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} ${last} ${parts.at(-1)}`;
}

/** A size of a file: "3.4 MB". */
export function fileSize(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
