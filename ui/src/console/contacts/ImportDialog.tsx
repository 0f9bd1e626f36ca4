import { Button, FileButton, Modal, NativeSelect, Progress } from "@mantine/core";
import { IconAlertTriangle, IconDownload, IconFileSpreadsheet, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { ApiError } from "~/api/http";
import { importContacts, type ImportResult, type RowProblem } from "~/api/contacts";
import { count, fileSize, plural } from "~/shared/format";
import { Refusal } from "../parts/Refusal";
import { columnProblems, guess, isOwn, TARGETS } from "./columns";
import { download, preview, type Preview, renamed } from "./csv";
import { byReason, problemList, problemRows } from "./rejects";
import classes from "./ImportDialog.module.css";

/** As much of the file as is read to show what is in it. */
const HEAD = 256 * 1024;
/** A file up to this size is read again to give back the rows that were rejected. */
const READ_AGAIN = 64 * 1024 * 1024;

interface Chosen {
  file: File;
  shown: Preview;
  names: string[];
}

/** Imports a CSV: choose, look at the columns, watch it go, see what became of every row. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const [sent, setSent] = useState(0);
  const stop = useRef<AbortController | null>(null);
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: ({ file, shown, names }: Chosen) => {
      stop.current = new AbortController();
      setSent(0);
      return importContacts(renamed(file, shown, names), file.name, setSent, stop.current.signal);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["contacts"] }),
  });

  const choose = async (file: File | null) => {
    if (file === null) return;
    run.reset();
    setUnreadable(null);
    try {
      const shown = preview(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()), file.size <= HEAD);
      if (shown === null) setUnreadable("The file is empty. Its first row must name the columns.");
      else if (shown.header.some((name) => /[\0\uFFFD]/.test(name))) {
        setUnreadable("This is no CSV in UTF-8. In your spreadsheet choose “Save as” and “CSV UTF-8”, and take that file.");
      } else setChosen({ file, shown, names: guess(shown.header) });
    } catch {
      setUnreadable("The file could not be read. Choose it again.");
    }
  };

  const running = run.isPending;
  return (
    <Modal
      opened
      onClose={() => {
        stop.current?.abort();
        onClose();
      }}
      title={run.isSuccess ? "What became of the file" : "Import contacts"}
      size={720}
      closeOnClickOutside={!running}
      closeOnEscape={!running}
    >
      <div className={classes["body"]}>
        {run.isSuccess && chosen ? (
          <Result result={run.data} file={chosen.file} onClose={onClose} />
        ) : running && chosen ? (
          <Running name={chosen.file.name} sent={sent} onStop={() => stop.current?.abort()} />
        ) : chosen ? (
          <Columns
            chosen={chosen}
            onNames={(names) => setChosen({ ...chosen, names })}
            onOther={(file) => void choose(file)}
            onImport={() => run.mutate(chosen)}
          />
        ) : (
          <Choose onFile={(file) => void choose(file)} />
        )}
        {unreadable !== null && <Refusal error={new Error(unreadable)} title="This file can't be imported" />}
        {run.isError && !aborted(run.error) && <Refusal error={run.error} title="The import stopped" />}
        {run.isError && <Imported error={run.error} />}
      </div>
    </Modal>
  );
}

const aborted = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

/** Rows are written as they come, so what stopped may have done something already. */
function Imported({ error }: { error: Error }) {
  const accepted = error instanceof ApiError ? (error.problem as { accepted?: number }).accepted : undefined;
  if (aborted(error)) return <p className={classes["said"]}>You stopped the import. Rows sent before that are in your contacts; importing the file again changes nothing twice.</p>;
  if (accepted === undefined || accepted === 0) return null;
  return <p className={classes["said"]}>{plural(accepted, "row before that is", "rows before that are")} in your contacts. Importing the mended file again changes nothing twice.</p>;
}

function Choose({ onFile }: { onFile: (file: File | null) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <>
      <div
        className={classes["drop"]}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileSpreadsheet size={30} stroke={1.4} aria-hidden />
        <p>Drop a CSV here, of any size, or</p>
        <FileButton accept=".csv,.txt,.tsv,text/csv" onChange={onFile} inputProps={{ "aria-label": "CSV file" }}>
          {(props) => (
            <Button size="xs" {...props}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      <p className={classes["said"]}>
        The first row names the columns. You see what each will become before anything is imported. A row with the id of a
        contact that is there already changes that contact; nobody is created twice, and nobody who said STOP is opted in
        again.
      </p>
    </>
  );
}

const KEEP = "\u0000";

function Columns({
  chosen: { file, shown, names },
  onNames,
  onOther,
  onImport,
}: {
  chosen: Chosen;
  onNames: (names: string[]) => void;
  onOther: (file: File | null) => void;
  onImport: () => void;
}) {
  const problems = columnProblems(names);
  // A file may name two columns alike; their place tells them apart.
  const columns = shown.header.map((heading, index) => ({ heading, index, name: names[index] ?? heading }));
  return (
    <>
      <div className={classes["file"]}>
        <IconFileSpreadsheet size={18} aria-hidden />
        <b>{file.name}</b>
        <span>{fileSize(file.size)}</span>
        <FileButton accept=".csv,.txt,.tsv,text/csv" onChange={onOther} inputProps={{ "aria-label": "Another CSV file" }}>
          {(props) => (
            <Button variant="subtle" size="compact-xs" {...props}>
              Take another
            </Button>
          )}
        </FileButton>
      </div>
      <div className={classes["scroll"]}>
        <table className={classes["columns"]} aria-label="Columns of the file">
          <thead>
            <tr>
              <th scope="col">In the file</th>
              <th scope="col">Becomes</th>
              <th scope="col">First rows</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ heading, index, name }) => {
              return (
                <tr key={index}>
                  <th scope="row">{heading === "" ? <i>no name</i> : heading}</th>
                  <td>
                    <NativeSelect
                      size="xs"
                      aria-label={`${heading || `Column ${index + 1}`} becomes`}
                      value={TARGETS.some((target) => target.name === name) ? name : KEEP}
                      onChange={(event) => {
                        const { value } = event.currentTarget;
                        onNames(names.map((old, at) => (at === index ? (value === KEEP ? unclaimed(heading) : value) : old)));
                      }}
                      data={[
                        { value: KEEP, label: `Attribute “${unclaimed(heading)}”` },
                        ...TARGETS.map((target) => ({ value: target.name, label: target.label })),
                      ]}
                    />
                  </td>
                  <td className={classes["cells"]}>
                    {shown.rows
                      .slice(0, 3)
                      .map((row) => row[index] ?? "")
                      .filter((cell) => cell !== "")
                      .join(" · ")}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {problems.length > 0 && (
        <ul className={classes["problems"]}>
          {problems.map((problem) => (
            <li key={problem.message} data-severity={problem.severity}>
              {problem.severity === "error" ? <IconAlertTriangle size={15} aria-hidden /> : <IconInfoCircle size={15} aria-hidden />}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
      <div className={classes["actions"]}>
        <Button size="xs" onClick={onImport} disabled={problems.some((problem) => problem.severity === "error")}>
          Import
        </Button>
      </div>
    </>
  );
}

/** A column that is not to be what its heading says has to be called something else. */
const unclaimed = (heading: string): string => (isOwn(heading) ? `${heading} (file)` : heading);

function Running({ name, sent, onStop }: { name: string; sent: number; onStop: () => void }) {
  const part = Math.round(sent * 100);
  return (
    <>
      <p className={classes["said"]}>
        {part < 100 ? `Importing ${name}: ${part}% of it is in.` : `All of ${name} has been sent; the last rows are being written.`}
      </p>
      <Progress.Root size="lg">
        <Progress.Section value={part} aria-label="Part of the file that is in" striped={part === 100} animated={part === 100} />
      </Progress.Root>
      <div className={classes["actions"]}>
        <Button variant="default" size="xs" onClick={onStop}>
          Stop
        </Button>
      </div>
    </>
  );
}

function Result({ result, file, onClose }: { result: ImportResult; file: File; onClose: () => void }) {
  const facts: [string, number, boolean][] = [
    ["imported", result.accepted, true],
    ["new", result.created, true],
    ["changed", result.updated, true],
    ["rejected", result.rejected.length, true],
    ["same id as an earlier row", result.repeated, false],
    ["stay opted out", result.consent_kept, false],
    ["opt-ins without a source, not taken over", result.consent_undocumented, false],
  ];
  return (
    <>
      <p className={classes["said"]} role="status">
        {plural(result.rows, "row")} of {file.name}, and what became of them:
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
      <Problems title="Not imported" file={file} problems={result.rejected} name="rejected" />
      <Problems title="Imported, but can't be texted" file={file} problems={result.phone_problems} name="phone-problems" />
      <Problems title="Worth knowing" file={file} problems={result.notes} name="notes" />
      <div className={classes["actions"]}>
        <Button size="xs" onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </>
  );
}

const MOST_ROWS = 12;

function Problems({ title, file, problems, name }: { title: string; file: File; problems: readonly RowProblem[]; name: string }) {
  if (problems.length === 0) return null;
  const save = async () => {
    const stem = file.name.replace(/\.[^.]*$/, "");
    const text = file.size <= READ_AGAIN ? problemRows(await file.text(), problems) : problemList(problems);
    download(`${stem}-${name}.csv`, text);
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
                .map((one) => count(one.row))
                .join(" · ")}
              {group.rows.length > MOST_ROWS && ` and ${count(group.rows.length - MOST_ROWS)} more`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
