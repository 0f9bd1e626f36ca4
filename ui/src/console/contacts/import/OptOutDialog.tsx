import { Button, FileButton, Loader, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { importOptOuts } from "~/api/contacts/imports";
import { count, fileSize, plural } from "~/shared/format";
import { Refusal } from "~/console/parts/states/Refusal";
import classes from "./ImportDialog.module.css";

const MOST = 20;

/** Takes in a list of numbers and addresses that opted out. Nothing undoes it, so the file is shown before it is read. */
export function OptOutDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const run = useMutation({
    mutationFn: (list: File) => importOptOuts(list, () => undefined),
    // A list that was refused is mended and chosen again.
    onError: () => setFile(null),
    onSettled: () => queries.invalidateQueries({ queryKey: ["contacts"] }),
  });
  return (
    <Modal opened onClose={onClose} title="Import opt-outs" size={560}>
      <div className={classes["body"]}>
        {run.isSuccess ? (
          <>
            <p role="status" className={classes["said"]}>
              {plural(run.data.opted_out, "number or address", "numbers and addresses")} opted out by {run.variables.name};{" "}
              {count(run.data.already)} were opted out already.
            </p>
            {run.data.rejected.length > 0 && (
              <section className={classes["found"]}>
                <header>
                  <h3>
                    Not imported <span>{count(run.data.rejected.length)}</span>
                  </h3>
                </header>
                <ul>
                  {run.data.rejected.slice(0, MOST).map((row) => (
                    <li key={row.row}>
                      {row.sentence}
                      <span>Row {count(row.row)}</span>
                    </li>
                  ))}
                  {run.data.rejected.length > MOST && <li>and {count(run.data.rejected.length - MOST)} more</li>}
                </ul>
              </section>
            )}
            <div className={classes["actions"]}>
              <Button size="xs" onClick={onClose} data-autofocus>
                Done
              </Button>
            </div>
          </>
        ) : run.isPending ? (
          <p role="status" className={classes["said"]}>
            <Loader size="xs" /> Opt-out
          </p>
        ) : (
          <>
            <p className={classes["said"]}>
              A file with one phone number or e-mail address per line, or a CSV with a column for them. Each one is opted out for good, even if it isn't a contact yet. Only the person can undo it.
            </p>
            {file !== null && (
              <p role="status" className={classes["said"]}>
                <strong>{file.name}</strong>, {fileSize(file.size)}: is it a list of opt-outs, and not of contacts?
              </p>
            )}
            <div className={classes["actions"]}>
              <FileButton
                accept=".csv,.txt,.tsv,text/csv,text/plain"
                onChange={(chosen) => chosen !== null && setFile(chosen)}
                inputProps={{ "aria-label": "Opt-out list" }}
              >
                {(props) => (
                  <Button size="xs" variant={file === null ? "filled" : "default"} {...props}>
                    {file === null ? "Choose a file" : "Choose another"}
                  </Button>
                )}
              </FileButton>
              {file !== null && (
                <Button size="xs" color="red" onClick={() => run.mutate(file)}>
                  Opt out everyone in it
                </Button>
              )}
            </div>
          </>
        )}
        {run.isError && <Refusal error={run.error} title="The list can’t be imported" />}
      </div>
    </Modal>
  );
}
