import { Button, Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "~/api/client/errors";
import { launch, previewLaunch } from "~/api/journeys/journeys";
import type { LaunchPreview, Problem } from "~/api/types";
import { secondsWords } from "~/journey/time/duration";
import { notify } from "~/shared/feedback/notify";
import { count, plural } from "~/shared/format";
import { FailedState, LoadingState } from "~/shared/feedback/states";
import { useBench, useWorkbench } from "../workbench/useWorkbench";
import { useJourney, useRefreshJourney } from "../workbench/useJourney";
import classes from "./Dialogs.module.css";

export function LaunchDialog() {
  const bench = useWorkbench();
  const open = useBench((state) => state.dialog === "launch");
  return (
    <Modal opened={open} onClose={() => bench.close()} title="Launch" size="lg">
      {open && <Launch />}
    </Modal>
  );
}

/** "14,000 messages at 1 a second: 3 h 53 min." */
export function paceWords({ reach, segments, sender, seconds }: LaunchPreview): string {
  if (reach === 0) return "Nothing is sent.";
  if (!sender) return "These messages have no sender yet.";
  const messages = segments === reach ? plural(reach, "message") : `${plural(reach, "message")} in ${plural(segments, "segment")}`;
  if (sender.rate === null || seconds === null) return `${messages}, as fast as the carrier accepts them.`;
  return `${messages} at ${count(sender.rate)} a second: ${secondsWords(seconds)}.`;
}

/** What the server tells of the launch a moment ago. */
function launchedWords(problem: Problem): string {
  const { launched } = problem as Problem & { launched?: { enrolled: number } };
  const set = launched === undefined ? "" : ` and ${plural(launched.enrolled, "contact")} enrolled`;
  return `This journey was launched within the last minute${set}. Launch again only if you mean to: contacts who may re-enter get its texts twice.`;
}

function Launch() {
  const bench = useWorkbench();
  const journey = useJourney();
  const refresh = useRefreshJourney();
  const queries = useQueryClient();
  // Set when it was launched a moment ago, perhaps by somebody else: what the server says of it.
  const [asked, setAsked] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = useQuery({
    queryKey: ["journey", journey.id, "launch"],
    queryFn: () => previewLaunch(journey.id),
    enabled: journey.version !== null,
    gcTime: 0,
  });

  if (journey.version === null) {
    return (
      <div className={classes["stack"]}>
        <p>Publish first: a launch uses the published version.</p>
        <div className={classes["actions"]}>
          <Button size="xs" onClick={() => bench.open("publish")} data-autofocus>
            Publish…
          </Button>
        </div>
      </div>
    );
  }
  if (preview.isPending) return <LoadingState label="Counting who it will reach" />;
  if (preview.error) return <FailedState error={preview.error} retry={() => void preview.refetch()} />;
  const { audience, reach, skipped, notes } = preview.data;

  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { enrolled } = await launch(journey.id, asked !== null);
      await refresh();
      await queries.invalidateQueries({ queryKey: ["journey", journey.id] });
      bench.close();
      bench.open("watch");
      notify({ tone: "good", message: `${plural(enrolled, "contact")} enrolled.` });
    } catch (error) {
      const launched = error instanceof ApiError && error.code === "launched_just_now" ? launchedWords(error.problem) : null;
      setAsked(launched);
      if (launched === null) setProblem(error instanceof Error ? error.message : "That didn't work.");
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={classes["stack"]}>
      <div className={classes["figures"]}>
        <div className={classes["figure"]}>
          <b>{count(audience)}</b>
          <span>{audience === 1 ? "matches and enters" : "match and enter"}</span>
        </div>
        <div className={classes["figure"]}>
          <b>{count(reach)}</b>
          <span>{reach === 1 ? "gets the first text" : "get the first text"}</span>
        </div>
        <div className={classes["figure"]}>
          <b>{count(audience - reach)}</b>
          <span>{audience - reach === 1 ? "doesn't get it" : "don't get it"}</span>
        </div>
      </div>
      <p>
        <b>{paceWords(preview.data)}</b>
        {journey.version !== null && journey.changed && " The draft has unpublished changes. They aren't part of this launch."}
      </p>
      {skipped.length > 0 && (
        <div>
          <h3 className={classes["section"]}>Who won't get a text, and why</h3>
          <table className={classes["reasons"]}>
            <tbody>
              {skipped.map((row) => (
                <tr key={row.reason}>
                  <td>{row.sentence}</td>
                  <td>{count(row.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {notes.length > 0 && (
        <div>
          <h3 className={classes["section"]}>Before you launch</h3>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
      {problem !== null && <p role="alert">{problem}</p>}
      {asked !== null && <p role="alert">{asked}</p>}
      <div className={classes["actions"]}>
        <Button size="xs" variant="default" onClick={() => bench.close()}>
          {asked === null ? "Not yet" : "Don't launch again"}
        </Button>
        <Button size="xs" loading={busy} disabled={audience === 0} onClick={go} data-autofocus>
          {audience === 0 ? "No one to launch to" : asked === null ? `Launch to ${plural(audience, "contact")}` : "Launch again"}
        </Button>
      </div>
    </div>
  );
}
