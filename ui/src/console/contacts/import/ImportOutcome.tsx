import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ImportResult, RowProblem } from "~/api/contacts/imports";
import { count, plural } from "~/shared/format";
import { download } from "~/shared/download";
import { encodingName } from "./encodings";
import { aboutColumns, byReason, problemList, problemRows } from "./rejectedRows";
import classes from "./ImportDialog.module.css";

/** A file up to this size is read again to give back the rows that were rejected. */
const READ_AGAIN = 64 * 1024 * 1024;

/** What became of every row of a file. */
export function ImportOutcome({ result, file, onClose }: { result: ImportResult; file: File; onClose: () => void }) {
  const facts: [string, number, boolean][] = [
    ["imported", result.accepted, true],
    ["new", result.created, true],
    ["changed", result.updated - result.unchanged, true],
    ["unchanged", result.unchanged, false],
    ["rejected", result.rejected.length, true],
    ["same id as an earlier row", result.repeated, false],
    ["stay opted out", result.consent_kept, false],
    ["opt-ins without a source, not recorded", result.consent_undocumented, false],
  ];
  const columns = aboutColumns(result.notes);
  return (
    <>
      <p className={classes["said"]} role="status">
        {plural(result.rows, "row")} of {file.name}, with these results:
      </p>
      <dl className={classes["facts"]}>
        {facts
          .filter(([, value, always]) => always || value > 0)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
      </dl>
      {(result.system !== null || result.encoding !== "utf-8") && (
        <p className={classes["said"]}>
          Read as {result.system === null ? "" : `an export of ${result.system}, `}
          {encodingName(result.encoding)}.
        </p>
      )}
      {columns.length > 0 && (
        <section className={classes["found"]}>
          <header>
            <h3>
              About the columns <span>{count(columns.length)}</span>
            </h3>
          </header>
          <ul>
            {columns.map((note) => (
              <li key={note.sentence}>{note.sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <Problems title="Not imported" result={result} file={file} problems={result.rejected} name="rejected" />
      <Problems title="Imported, but can't be texted" result={result} file={file} problems={result.phone_problems} name="phone-problems" />
      <Problems title="Good to know" result={result} file={file} problems={result.notes.filter((note) => note.row > 1)} name="notes" />
      <div className={classes["actions"]}>
        <Button size="xs" onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </>
  );
}

const MOST_ROWS = 12;

interface ProblemsProps {
  title: string;
  result: ImportResult;
  file: File;
  problems: readonly RowProblem[];
  name: string;
}

function Problems({ title, result, file, problems, name }: ProblemsProps) {
  if (problems.length === 0) return null;
  const save = async () => {
    const stem = file.name.replace(/\.[^.]*$/, "");
    const text = file.size <= READ_AGAIN ? decoded(await file.arrayBuffer(), result.encoding) : null;
    download(`${stem}-${name}.csv`, text === null ? problemList(problems) : problemRows(text, problems, result.delimiter));
  };
  return (
    <section className={classes["found"]}>
      <header>
        <h3>
          {title} <span>{count(problems.length)}</span>
        </h3>
        <Button variant="default" size="compact-xs" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => void save()}>
          Download these rows
        </Button>
      </header>
      <ul>
        {byReason(problems).map((group) => (
          <li key={group.reason}>
            {group.sentence}
            <span>
              {group.rows.length === 1 ? "Row" : "Rows"}{" "}
              {group.rows
                .slice(0, MOST_ROWS)
                .map((problem) => count(problem.row))
                .join(" · ")}
              {group.rows.length > MOST_ROWS && ` and ${count(group.rows.length - MOST_ROWS)} more`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The text of a file, null in an encoding that browsers don't know. */
function decoded(bytes: ArrayBuffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return null;
  }
}
