import { Button, FileButton, Loader, Modal, Progress } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { ApiError } from "~/api/client/errors";
import { importContacts, type ImportMapping, type ImportPreview, previewImport } from "~/api/contacts/imports";
import { plural } from "~/shared/format";
import { Refusal } from "~/console/parts/states/Refusal";
import type { Chosen } from "./columns";
import { ImportColumns } from "./ImportColumns";
import { ImportOutcome } from "./ImportOutcome";
import classes from "./ImportDialog.module.css";

interface Looked {
  file: File;
  shown: ImportPreview;
  columns: readonly Chosen[];
  /** What somebody said the file is written in; null while that is found out. */
  encoding: string | null;
}

/** Imports a CSV: choose, look at the columns, watch it go, see what became of every row. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [sent, setSent] = useState(0);
  const [looked, setLooked] = useState<Looked | null>(null);
  const stop = useRef<AbortController | null>(null);
  const queries = useQueryClient();
  const look = useMutation({
    mutationFn: ({ file, encoding }: { file: File; encoding: string | null }) => {
      stop.current = new AbortController();
      return previewImport(file, encoding === null ? {} : { encoding }, stop.current.signal);
    },
    onSuccess: (shown, { file, encoding }) => setLooked({ file, shown, columns: shown.columns, encoding }),
  });
  const run = useMutation({
    mutationFn: ({ file, mapping }: { file: File; mapping: ImportMapping }) => {
      stop.current = new AbortController();
      setSent(0);
      return importContacts(file, mapping, setSent, stop.current.signal);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["contacts"] }),
  });

  /** Another file, or the same one read otherwise: what was shown of the one before goes. */
  const choose = (file: File | null, encoding: string | null = null) => {
    if (file === null) return;
    run.reset();
    setLooked(null);
    look.mutate({ file, encoding });
  };

  const running = run.isPending;
  return (
    <Modal
      opened
      onClose={() => {
        stop.current?.abort();
        onClose();
      }}
      title={run.isSuccess ? "Import result" : "Import contacts"}
      size={820}
      closeOnClickOutside={!running}
      closeOnEscape={!running}
    >
      <div className={classes["body"]}>
        {run.isSuccess && looked ? (
          <ImportOutcome result={run.data} file={looked.file} onClose={onClose} />
        ) : running && looked ? (
          <Running name={looked.file.name} sent={sent} onStop={() => stop.current?.abort()} />
        ) : looked ? (
          <ImportColumns
            file={looked.file}
            shown={looked.shown}
            columns={looked.columns}
            encoding={looked.encoding}
            onColumns={(columns) => setLooked({ ...looked, columns })}
            onEncoding={(encoding) => choose(looked.file, encoding)}
            onOther={(file) => choose(file)}
            onImport={(mapping) => run.mutate({ file: looked.file, mapping })}
          />
        ) : look.isPending ? (
          <p className={classes["said"]} role="status">
            <Loader size="xs" /> Reading {look.variables.file.name}
          </p>
        ) : (
          <Choose onFile={(file) => choose(file)} />
        )}
        {look.isError && !looked && !aborted(look.error) && (
          <Refusal error={look.error} title={`${look.variables.file.name} can't be imported`} />
        )}
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
  if (aborted(error)) return <p className={classes["said"]}>You stopped the import. Rows sent before that are in your contacts. Importing the file again won't duplicate them.</p>;
  if (accepted === undefined || accepted === 0) return null;
  return <p className={classes["said"]}>{plural(accepted, "row before that is", "rows before that are")} in your contacts. Importing the corrected file again won't duplicate them.</p>;
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
        <p>Drop a CSV of any size here, or</p>
        <FileButton accept=".csv,.txt,.tsv,text/csv" onChange={onFile} inputProps={{ "aria-label": "CSV file" }}>
          {(props) => (
            <Button size="xs" {...props}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      <p className={classes["said"]}>
        The first row names the columns. You'll see how each is mapped before anything is imported. A row with an existing contact's ID updates that contact. No one is created twice, and no one who replied STOP is opted in again.
      </p>
    </>
  );
}

function Running({ name, sent, onStop }: { name: string; sent: number; onStop: () => void }) {
  const part = Math.round(sent * 100);
  return (
    <>
      <p className={classes["said"]}>
        {part < 100 ? `Importing ${name}: ${part}% done.` : `All of ${name} is uploaded. Saving the last rows.`}
      </p>
      <Progress.Root size="lg">
        <Progress.Section value={part} aria-label="Import progress" striped={part === 100} animated={part === 100} />
      </Progress.Root>
      <div className={classes["actions"]}>
        <Button variant="default" size="xs" onClick={onStop}>
          Stop
        </Button>
      </div>
    </>
  );
}
