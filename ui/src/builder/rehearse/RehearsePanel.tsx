import { Button, Progress, SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ApiError } from "~/api/client/errors";
import { type RehearsalProgress, rehearse } from "~/api/journeys/rehearsal";
import { type Script, rehearsalOf, starter } from "./script";
import { FindingCard } from "../panels/FindingCard";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import { PlayView } from "./PlayView";
import { ScriptView } from "./ScriptView";
import classes from "./Rehearse.module.css";

const keyOf = (journeyId: string) => `postroad.rehearsal.${journeyId}`;

function kept(journeyId: string): Script | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(journeyId)) ?? "null") as Script | null;
  } catch {
    return null;
  }
}

/** Plays the journey as drawn, months in a moment, to nobody: who gets what, when, and why not. */
export function RehearsePanel() {
  const bench = useWorkbench();
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const [script, setScript] = useState<Script>(() => kept(bench.journeyId) ?? starter(document, fields, Date.now()));
  const [view, setView] = useState<"play" | "script">("play");
  const [settled] = useDebouncedValue(script, 350);

  useEffect(() => {
    try {
      localStorage.setItem(keyOf(bench.journeyId), JSON.stringify(script));
    } catch {
      // Storage is full or off: the script lives as long as this page.
    }
  }, [bench.journeyId, script]);

  const request = useMemo(() => rehearsalOf(document, settled), [document, settled]);
  const client = useQueryClient();
  const [progress, setProgress] = useState<RehearsalProgress | null>(null);
  const play = useQuery({
    queryKey: ["rehearsal", request],
    queryFn: ({ signal }) => {
      setProgress(null);
      return rehearse(request, signal, setProgress);
    },
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const findings = play.error instanceof ApiError ? play.error.findings : [];

  return (
    <aside className={classes["panel"]} aria-label="Rehearsal">
      <header className={classes["head"]}>
        <h2 className={classes["title"]}>Rehearse</h2>
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={view}
          onChange={(next) => setView(next === "script" ? "script" : "play")}
          data={[
            { value: "play", label: "Results" },
            { value: "script", label: "Setup" },
          ]}
        />
        <Button size="compact-xs" variant="default" onClick={() => bench.draw()}>
          Done
        </Button>
      </header>
      {play.isFetching && progress && (
        <Playing progress={progress} onCancel={() => void client.cancelQueries({ queryKey: ["rehearsal", request] })} />
      )}
      <div className={classes["body"]}>
        {view === "script" ? (
          <ScriptView
            script={script}
            onChange={setScript}
            onReset={() => setScript(starter(document, fields, Date.now()))}
          />
        ) : play.fetchStatus === "idle" && play.isPlaceholderData ? (
          <Cancelled onAgain={() => void play.refetch()} />
        ) : play.error ? (
          <div className={classes["stack"]}>
            <p role="alert">{findings.length > 0 ? "Fix these before you rehearse." : play.error.message}</p>
            {findings
              .filter((finding) => finding.severity === "error")
              .map((finding) => (
                <FindingCard
                  key={`${finding.code} ${finding.node_id ?? ""} ${finding.message}`}
                  finding={finding}
                  onGo={() => {
                    bench.draw();
                    const { node_id: id } = finding;
                    if (id) {
                      bench.editor.select([id]);
                      bench.carryOut({ do: "reveal", step: id, focus: true });
                    }
                  }}
                />
              ))}
          </div>
        ) : play.data ? (
          <PlayView script={settled} answer={play.data} />
        ) : play.fetchStatus !== "idle" ? (
          <p className={classes["quiet"]} role="status">
            Playing…
          </p>
        ) : (
          <Cancelled onAgain={() => void play.refetch()} />
        )}
      </div>
    </aside>
  );
}

/** How far a rehearsal is that takes a while, and a way to end it. */
function Playing({ progress, onCancel }: { progress: RehearsalProgress; onCancel: () => void }) {
  const day = new Date(progress.at).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const share = progress.share === null ? null : Math.round(progress.share * 100);
  return (
    <div className={classes["playing"]} aria-label="Progress" role="group">
      <span>
        Playing: {day}
        {share === null ? "" : `, ${share}%`}, {progress.messages.toLocaleString("en")} {progress.messages === 1 ? "message" : "messages"}
      </span>
      <Button size="compact-xs" variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Progress className={classes["playingBar"]} size="sm" value={share ?? 100} animated={share === null} aria-label="Time simulated" />
    </div>
  );
}

function Cancelled({ onAgain }: { onAgain: () => void }) {
  return (
    <div className={classes["stack"]}>
      <p role="status">Cancelled. Fewer people or a shorter period run faster.</p>
      <Button size="compact-sm" variant="default" onClick={onAgain} style={{ alignSelf: "flex-start" }}>
        Play again
      </Button>
    </div>
  );
}
