import Papa from "papaparse";

/** The cells of every record of a CSV in turn, empty lines included. */
export function readCsv(text: string, delimiter: string, onRecord: (cells: string[]) => void): void {
  Papa.parse<string[]>(text, {
    delimiter,
    // Not guessed: a file that was put together of several has line breaks of several kinds.
    newline: text.includes("\n") ? "\n" : "\r",
    step: ({ data }) => onRecord(data.map((cell, place) => (place === data.length - 1 ? cell.replace(/\r$/, "") : cell))),
  });
}

/** What a spreadsheet would run as a formula; numbers of phones begin like one and are none. */
const FORMULA = /^(?![+-]?[\d\s().-]+$)[=+\-@\t\r]/;

/** Lines of a CSV. A cell that a spreadsheet would run as a formula is written so that it does not. */
export const csvText = (records: readonly (readonly (string | number)[])[]): string =>
  records.length === 0 ? "" : `${Papa.unparse(records.map((cells) => [...cells]), { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;
