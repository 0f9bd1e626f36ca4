import { Button, FileButton } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { Gallery } from "../templates/Gallery";
import { SampleNote } from "../templates/SampleNote";
import classes from "./Journeys.module.css";
import type { useCreate } from "../templates/useCreate";

/** An account without journeys: the way to the first one. */
export function FirstRun({
  onBlank,
  onFile,
  create,
}: {
  onBlank: () => void;
  onFile: (file: File | null) => void;
  create: ReturnType<typeof useCreate>;
}) {
  return (
    <>
      <section className={classes["hero"]}>
        <h2>Draw your first journey</h2>
        <p>
          A journey decides who gets which message, and when. Contacts who opted in get a text, others an e-mail, and you can rehearse it all before anyone hears from you.
        </p>
        <div className={classes["ways"]}>
          <Button size="sm" leftSection={<IconPlus size={17} aria-hidden />} onClick={onBlank} loading={create.isPending && create.variables.from === "blank"}>
            Start from scratch
          </Button>
          <FileButton accept=".json,application/json" onChange={onFile} inputProps={{ "aria-label": "Journey file" }}>
            {(props) => (
              <Button size="sm" variant="default" leftSection={<IconFileImport size={17} aria-hidden />} {...props}>
                Import a journey file
              </Button>
            )}
          </FileButton>
        </div>
      </section>
      <h2 className={classes["or"]}>Or start from one of these</h2>
      <SampleNote />
      <Gallery
        level="h3"
        onUse={(template) => create.mutate({ document: template.document, from: template.id })}
        busy={create.isPending ? create.variables.from : null}
      />
    </>
  );
}
