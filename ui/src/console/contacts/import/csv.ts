/** Reading a CSV in the browser, to give rows of it back, and writing small ones. */

export interface CsvRecord {
  cells: string[];
  /** Where in the text the record ends, its line break included. */
  end: number;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The character that most likely separates cells: the one the first line has most of. */
export function delimiterOf(text: string): string {
  const [line = ""] = text.split(/\r?\n/, 1);
  const often = (mark: string) => line.split(mark).length;
  return DELIMITERS.reduce((best, mark) => (often(mark) > often(best) ? mark : best), ",");
}

/** Records of a CSV one by one (RFC 4180); a last one without its line break counts when `whole`. */
export function* records(text: string, delimiter: string, whole = true): Generator<CsvRecord> {
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] ?? "";
    if (quoted) {
      if (mark !== '"') cell += mark;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (mark === '"' && cell === "") quoted = true;
    else if (mark === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (mark === "\n" || mark === "\r") {
      if (mark === "\r" && text[at + 1] === "\n") at += 1;
      yield { cells: [...cells, cell], end: at + 1 };
      cells = [];
      cell = "";
    } else cell += mark;
  }
  if (whole && (cell !== "" || cells.length > 0)) yield { cells: [...cells, cell], end: text.length };
}

/** One line of a CSV. A cell that a spreadsheet would run as a formula is written so that it does not. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => quote(typeof cell === "string" ? harmless(cell) : String(cell), ",")).join(",")}\r\n`;

const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s().-]+$/.test(text) ? `'${text}` : text);

const quote = (text: string, delimiter: string): string =>
  text.includes('"') || text.includes(delimiter) || /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
