import { Badge, Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { VersionSummary } from "~/api/types";
import { useAccountZone } from "~/shared/account";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { When } from "~/shared/time/When";
import { changeLines, changeSummary } from "./changes";
import { diffDocuments, overlay } from "../edit/diff";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { useJourney, useVersion, versionQuery } from "../workbench/useJourney";
import { ChangeList } from "./ChangeList";
import classes from "./Dialogs.module.css";

/** The published versions: compare one with the draft on the canvas, or make it the draft again. */
export function VersionsDialog() {
  const bench = useWorkbench();
  const open = useBench((state) => state.dialog === "versions");
  return (
    <Modal opened={open} onClose={() => bench.close()} title="Versions" size="lg">
      {open && <Versions />}
    </Modal>
  );
}

function Versions() {
  const bench = useWorkbench();
  const { versions } = useJourney();
  if (versions.length === 0) {
    return (
      <div className={classes["stack"]}>
        <p>Nothing published yet. Every version you publish is kept here.</p>
        <div className={classes["actions"]}>
          <Button size="xs" onClick={() => bench.open("publish")}>
            Publish…
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={classes["stack"]}>
      <p className={classes["muted"]}>You edit the draft. Published versions never change.</p>
      <div className={classes["versions"]}>
        {versions.map((version) => (
          <VersionRow key={version.version} version={version} />
        ))}
      </div>
    </div>
  );
}

function VersionRow({ version }: { version: VersionSummary }) {
  const bench = useWorkbench();
  const journey = useJourney();
  const zone = useAccountZone();
  const [busy, setBusy] = useState<"compare" | "restore" | null>(null);
  const queries = useQueryClient();

  const load = async (what: "compare" | "restore") => {
    setBusy(what);
    try {
      const { document } = await queries.fetchQuery(versionQuery(journey.id, version.version));
      bench.close();
      if (what === "compare") {
        const { draft } = bench.editor;
        bench.editor.show("compare", overlay(document, draft));
        bench.editor.set({ diff: diffDocuments(document, draft) });
        bench.set({ comparing: version.version });
        bench.carryOut({ do: "fit", steps: null });
      } else {
        bench.draw();
        bench.editor.replace(document, `Restore version ${version.version}`);
        bench.carryOut({ do: "fit", steps: null });
        notify({ message: `The draft is now version ${version.version}. It isn't published yet.`, action: { label: "Undo", run: () => bench.run("undo") } });
      }
    } catch (error) {
      notifyFailure(error);
    } finally {
      setBusy(null);
    }
  };

  return (
    <div className={classes["version"]}>
      <span>
        <b>Version {version.version}</b>{" "}
        <span className={classes["muted"]}>
          <When at={version.published_at} zone={zone} />
        </span>{" "}
        {version.current && (
          <Badge size="sm" radius="sm" variant="light" color="green" tt="none">
            for new contacts
          </Badge>
        )}
      </span>
      <Button size="compact-xs" variant="default" loading={busy === "compare"} onClick={() => load("compare")}>
        Compare with the draft
      </Button>
      <Button size="compact-xs" variant="default" loading={busy === "restore"} onClick={() => load("restore")}>
        Restore to draft
      </Button>
    </div>
  );
}

/** Above the canvas while comparing: what changed, and the way back. */
export function CompareBar() {
  const bench = useWorkbench();
  const journey = useJourney();
  const number = useBench((state) => state.comparing);
  const version = useVersion(journey.id, number);
  useEditor((state) => state.document);
  const [listed, setListed] = useState(false);
  const lines = version.data ? changeLines(version.data.document, bench.editor.draft, bench.info) : [];
  return (
    <section className={classes["bar"]} aria-label="Comparison">
      <span className={classes["grow"]}>
        <b>Version {number} → draft:</b> {changeSummary(lines)}
      </span>
      {lines.length > 0 && (
        <Button size="compact-xs" variant="default" aria-expanded={listed} onClick={() => setListed(!listed)}>
          {listed ? "Hide changes" : "Show changes"}
        </Button>
      )}
      <Button size="compact-xs" onClick={() => bench.draw()}>
        Back to editing
      </Button>
      {listed && (
        <div className={classes["wholeRow"]}>
          <ChangeList
            lines={lines}
            onGo={(id) => {
              bench.editor.select([id]);
              bench.carryOut({ do: "reveal", step: id, focus: false });
            }}
          />
        </div>
      )}
    </section>
  );
}
