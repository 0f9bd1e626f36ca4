import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "~/api/client/errors";
import { publish } from "~/api/journeys/journeys";
import { triggerOf } from "~/journey/document/document";
import { notify } from "~/shared/feedback/notify";
import { changeLines, changeSummary } from "./changes";
import { FindingCard } from "../panels/FindingCard";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { useJourney, useRefreshJourney, useVersion } from "../workbench/useJourney";
import { ChangeList } from "./ChangeList";
import classes from "./Dialogs.module.css";

export function PublishDialog() {
  const bench = useWorkbench();
  const open = useBench((state) => state.dialog === "publish");
  return (
    <Modal opened={open} onClose={() => bench.close()} title="Publish" size="lg">
      {open && <Publish />}
    </Modal>
  );
}

function Publish() {
  const bench = useWorkbench();
  const journey = useJourney();
  const refresh = useRefreshJourney();
  const findings = useEditor((state) => state.findings);
  useEditor((state) => state.document);
  const document = bench.editor.draft;
  const errors = findings.filter((finding) => finding.severity === "error");
  const warnings = findings.filter((finding) => finding.severity !== "error");
  const before = useVersion(journey.id, journey.version);
  const lines = before.data ? changeLines(before.data.document, document, bench.info) : null;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = triggerOf(document);
  const audience = start?.data.on.kind === "audience";

  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      if (!(await bench.saver.flush())) {
        setProblem("The draft isn't saved yet, so it can't be published. See the note next to its name.");
        return;
      }
      const { version } = await publish(journey.id);
      await refresh();
      bench.close();
      notify({
        tone: "good",
        message: audience ? `Version ${version} is ready. Nothing is sent until you launch it.` : `Version ${version} is live.`,
        action: audience ? { label: "Launch…", run: () => bench.open("launch") } : { label: "Watch", run: () => bench.open("watch") },
      });
    } catch (error) {
      if (error instanceof ApiError && error.findings.length > 0) bench.editor.set({ findings: error.findings });
      setProblem(error instanceof Error ? error.message : "That didn't work.");
    } finally {
      setBusy(false);
    }
  };

  if (errors.length > 0) {
    return (
      <div className={classes["stack"]}>
        <p>{errors.length === 1 ? "Fix one problem before publishing." : `Fix ${errors.length} problems before publishing.`} Click one to go to it.</p>
        {errors.map((finding) => (
          <FindingCard key={`${finding.code} ${finding.node_id ?? ""} ${finding.message}`} finding={finding} onGo={() => goTo(finding.node_id ?? null)} />
        ))}
      </div>
    );
  }

  function goTo(stepId: string | null) {
    bench.draw();
    if (stepId === null) {
      bench.set({ tab: "journey", panelOpen: true });
      return;
    }
    bench.editor.select([stepId]);
    bench.carryOut({ do: "reveal", step: stepId, focus: true });
  }

  const unchanged = lines !== null && lines.length === 0;
  return (
    <div className={classes["stack"]}>
      {journey.version === null ? (
        <p>
          This is the first version.{" "}
          {audience ? "Publishing doesn't send anything. You launch it when you're ready." : "From now on, contacts enter automatically."}
        </p>
      ) : (
        <>
          <p>
            New contacts use this version. Contacts already in the journey finish on the version they started on.
            {audience && " Publishing doesn't send anything. You launch it when you're ready."}
          </p>
          {lines && (
            <div>
              <h3 className={classes["section"]}>
                Since version {journey.version}: {changeSummary(lines)}
              </h3>
              {lines.length > 0 && <ChangeList lines={lines} />}
            </div>
          )}
        </>
      )}
      {warnings.length > 0 && (
        <div>
          <h3 className={classes["section"]}>Worth knowing first</h3>
          <div className={classes["versions"]}>
            {warnings.map((finding) => (
              <FindingCard key={`${finding.code} ${finding.node_id ?? ""} ${finding.message}`} finding={finding} />
            ))}
          </div>
        </div>
      )}
      {problem !== null && <p role="alert">{problem}</p>}
      <div className={classes["actions"]}>
        <Button size="xs" variant="default" onClick={() => bench.close()}>
          Not yet
        </Button>
        <Button size="xs" loading={busy} disabled={unchanged} onClick={go} data-autofocus>
          {unchanged ? "Nothing to publish" : "Publish"}
        </Button>
      </div>
    </div>
  );
}
