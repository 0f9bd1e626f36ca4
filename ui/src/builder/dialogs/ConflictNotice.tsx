import { Button, Group } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createJourney, loadJourney } from "~/journey/loading/journeys";
import { confirm } from "~/shared/feedback/confirm";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { joined, plural } from "~/shared/format";
import { diffDocuments } from "../edit/diff";
import { useWorkbench } from "../workbench/useWorkbench";
import classes from "./ConflictNotice.module.css";

/** Somebody else saved this draft meanwhile: nothing is overwritten until somebody chooses. */
export function ConflictNotice() {
  const bench = useWorkbench();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);

  const work = async (job: () => Promise<void>) => {
    setBusy(true);
    try {
      await job();
    } catch (error) {
      notifyFailure(error);
    } finally {
      setBusy(false);
    }
  };

  const keepCopy = () =>
    work(async () => {
      const mine = bench.editor.draft;
      const copy = await createJourney({ ...mine, name: `${mine.name} (my copy)` });
      const theirs = await loadJourney(bench.journeyId);
      bench.saver.adopt(theirs.etag);
      await navigate({ to: "/journeys/$id", params: { id: copy.id } });
    });

  const takeTheirs = () =>
    work(async () => {
      const { journey, etag } = await loadJourney(bench.journeyId);
      bench.saver.adopt(etag);
      bench.draw();
      bench.editor.replace(journey.draft, "Load their version");
      bench.saver.adopt(etag);
      notify({ message: "Now showing their version. Undo to get yours back." });
    });

  const overwrite = () =>
    work(async () => {
      const { journey, etag } = await loadJourney(bench.journeyId);
      const mine = bench.editor.draft;
      const yes = await confirm({
        title: "Overwrite their version?",
        body: `${lost(diffDocuments(mine, journey.draft))} This can't be undone from here.`,
        confirm: "Overwrite it",
        danger: true,
      });
      if (yes) await bench.saver.overwrite(mine, etag);
    });

  return (
    <section className={classes["notice"]} role="alert" aria-label="Someone else changed this draft">
      <div>
        <b>Someone else saved this draft while you were editing.</b> Your version is kept in this browser but not saved. What would you like to do?
      </div>
      <Group gap={6}>
        <Button size="compact-sm" loading={busy} onClick={keepCopy}>
          Keep mine as a copy
        </Button>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={takeTheirs}>
          Load theirs
        </Button>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={overwrite}>
          Overwrite theirs
        </Button>
      </Group>
    </section>
  );
}

/** What overwriting would change of theirs, which is seen here as what came after mine. */
function lost(diff: ReturnType<typeof diffDocuments>): string {
  const changes = [...diff.steps.values()];
  const steps = (kind: string) => changes.filter((change) => change === kind).length;
  const parts: string[] = [];
  if (steps("added") > 0) parts.push(`${plural(steps("added"), "step")} of theirs would be removed`);
  if (steps("changed") > 0) parts.push(plural(steps("changed"), "step would become yours", "steps would become yours"));
  if (steps("removed") > 0) parts.push(`${plural(steps("removed"), "step")} they deleted would come back`);
  if (diff.settings.length > 0) parts.push(plural(diff.settings.length, "setting would become yours", "settings would become yours"));
  if (parts.length === 0) return "The two versions differ only in small details.";
  const text = joined(parts);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
