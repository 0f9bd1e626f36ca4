import type { RowProblem } from "~/api/contacts/imports";
import { grouped } from "~/shared/group";
import { csvText, readCsv } from "./csv";

/** A first line that tells Excel what parts the cells; it is no row. */
const SEPARATOR = /^["']?sep=[^\n]*\r?\n/i;

/**
 * Rows of a file with what is wrong with each, as a CSV that can be mended and imported again: an import leaves columns out
 * that begin with postroad_.
 */
export function problemRows(text: string, problems: readonly RowProblem[], delimiter: string): string {
  const byRow = grouped(problems, (problem) => problem.row);
  const plain = text.replace(/^\uFEFF/, "").replace(SEPARATOR, "");
  const records: string[][] = [];
  let number = 0;
  readCsv(plain, delimiter, (cells) => {
    number += 1;
    if (records.length === 0) {
      // Empty lines may come before the header.
      if (cells.some((cell) => cell.trim() !== "")) records.push([...cells, "postroad_row", "postroad_sentence"]);
      return;
    }
    const about = byRow.get(number);
    if (about) records.push([...cells, String(number), about.map((problem) => problem.sentence).join(" ")]);
  });
  return csvText(records);
}

/** What was said about the columns rather than about a row; what was taken by its heading is shown with the columns. */
export const aboutColumns = (notes: readonly RowProblem[]): RowProblem[] =>
  notes.filter((note) => note.row === 1 && note.reason !== "column_taken");

/** The problems alone, for a file too large to read again. */
export const problemList = (problems: readonly RowProblem[]): string =>
  csvText([["row", "reason", "problem"], ...problems.map(({ row, reason, sentence }) => [row, reason, sentence])]);

/** What is said of texts and of e-mails alike says which, or it stands there twice. */
const channelOf = (reason: string): string => (reason.startsWith("sms_") ? "SMS: " : reason.startsWith("email_") ? "E-mail: " : "");

/** Reasons, most frequent first. */
export function byReason(problems: readonly RowProblem[]): { reason: string; sentence: string; rows: RowProblem[] }[] {
  return [...grouped(problems, (problem) => problem.reason)]
    .map(([reason, rows]) => ({ reason, sentence: channelOf(reason) + (rows[0]?.sentence ?? reason), rows }))
    .toSorted((a, b) => b.rows.length - a.rows.length);
}
