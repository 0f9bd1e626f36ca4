import type { RowProblem } from "~/api/contacts";
import { grouped } from "~/shared/group";
import { csvLine, delimiterOf, records } from "./csv";

/** Rows of a file with what is wrong with each, as a CSV that can be mended and imported again. */
export function problemRows(text: string, problems: readonly RowProblem[]): string {
  const byRow = grouped(problems, (problem) => problem.row);
  const plain = text.replace(/^\uFEFF/, "");
  const lines: string[] = [];
  let number = 0;
  for (const record of records(plain, delimiterOf(plain))) {
    number += 1;
    if (number === 1) lines.push(csvLine([...record.cells, "row", "problem"]));
    const found = byRow.get(number);
    if (number > 1 && found) {
      lines.push(csvLine([...record.cells, String(number), found.map((one) => one.sentence).join(" ")]));
    }
  }
  return lines.join("");
}

/** The problems alone, for a file too large to read again. */
export const problemList = (problems: readonly RowProblem[]): string =>
  csvLine(["row", "reason", "problem"]) + problems.map((one) => csvLine([one.row, one.reason, one.sentence])).join("");

/** Reasons, most frequent first. */
export function byReason(problems: readonly RowProblem[]): { reason: string; sentence: string; rows: RowProblem[] }[] {
  return [...grouped(problems, (problem) => problem.reason)]
    .map(([reason, rows]) => ({ reason, sentence: rows[0]?.sentence ?? reason, rows }))
    .toSorted((a, b) => b.rows.length - a.rows.length);
}
