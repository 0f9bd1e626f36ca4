import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { saveDraft } from "~/api/journeys/journeys";
import type { Journey } from "~/api/types";
import { same } from "~/journey/document/same";
import { notify } from "~/shared/feedback/notify";
import { useStore } from "~/shared/store";
import { ConflictNotice } from "../dialogs/ConflictNotice";
import { EnrolDialog } from "../dialogs/EnrolDialog";
import { FileDialogs } from "../dialogs/FileDialogs";
import { LaunchDialog } from "../dialogs/LaunchDialog";
import { PublishDialog } from "../dialogs/PublishDialog";
import { CompareBar, VersionsDialog } from "../dialogs/VersionsDialog";
import { Editor } from "../state/editor";
import { Saver, type SaverWorld } from "../state/saver";
import { useChecks } from "../state/useChecks";
import { useFields } from "../state/useFields";
import { useLive } from "../watch/useLive";
import { WatchBar } from "../watch/WatchBar";
import { WorkbenchProvider } from "../workbench/useWorkbench";
import { JourneyProvider, aboutQuery, useJourneyQuery, versionQuery } from "../workbench/useJourney";
import { TopBar } from "./TopBar";
import { Workbench } from "../workbench/workbench";
import { WorkbenchLayout } from "./WorkbenchLayout";

function makeBench(journey: Journey, etag: string | null): Workbench {
  const world: SaverWorld = {
    put: (document, version) => saveDraft(journey.id, document, version),
    storage: localStorage,
    key: `postroad.draft.${journey.id}`,
    now: () => Date.now(),
  };
  const { draft } = journey;
  const leftover = Saver.leftover(world);
  const unsent = leftover && !same(leftover.document, draft) ? leftover : null;
  const editor = new Editor(unsent ? unsent.document : draft);
  const saver = new Saver(world, unsent ? unsent.etag : etag);
  if (unsent) saver.want(unsent.document);
  const wide = window.matchMedia("(min-width: 721px)").matches;
  return new Workbench(journey.id, editor, saver, wide);
}

/** The builder of one journey, with everything it holds while it is open. */
export function Builder({ journey, etag }: { journey: Journey; etag: string | null }) {
  const [bench] = useState(() => makeBench(journey, etag));
  const queries = useQueryClient();
  const { editor, saver } = bench;

  useEffect(() => {
    bench.attach({ notify, watch: () => void watch() });
    async function watch() {
      const { version } = (await queries.ensureQueryData(aboutQuery(journey.id))) ?? journey;
      if (version === null) {
        notify({ message: "Nothing to watch yet. Publish first." });
        return;
      }
      const { document } = await queries.ensureQueryData(versionQuery(journey.id, version));
      editor.show("watch", document);
      bench.set({ dialog: null });
      bench.carryOut({ do: "fit", steps: null });
    }
  }, [bench, editor, journey, queries]);

  // Every change of the document is wanted on the server.
  useEffect(() => {
    let last = editor.get().document;
    return editor.subscribe(() => {
      const { document, mode } = editor.get();
      if (document === last || mode !== "draw") return;
      last = document;
      saver.want(document);
    });
  }, [editor, saver]);

  useEffect(() => {
    const onOnline = () => void saver.flush();
    const onLeave = (event: BeforeUnloadEvent) => {
      // What is unsent is kept in this browser; only a conflict needs somebody to look at it.
      if (saver.get().status.at === "conflict") event.preventDefault();
    };
    window.addEventListener("online", onOnline);
    window.addEventListener("beforeunload", onLeave);
    return () => {
      window.removeEventListener("online", onOnline);
      window.removeEventListener("beforeunload", onLeave);
      void saver.flush();
    };
  }, [saver]);

  useChecks(editor);
  useFields(editor);

  const conflict = useStore(saver, (state) => state.status.at === "conflict");
  const about = useJourneyQuery(journey);
  const mode = useStore(editor, (state) => state.mode);
  const { live, connected } = useLive(journey.id, editor, mode === "watch");

  return (
    <JourneyProvider value={about}>
      <WorkbenchProvider value={bench}>
        <WorkbenchLayout
          top={<TopBar status={live?.status ?? about.status} published={about.version} />}
          notice={
            <>
              {conflict && <ConflictNotice />}
              {mode === "watch" && <WatchBar live={live} connected={connected} />}
              {mode === "compare" && <CompareBar />}
            </>
          }
        >
          <PublishDialog />
          <LaunchDialog />
          <EnrolDialog />
          <VersionsDialog />
          <FileDialogs />
        </WorkbenchLayout>
      </WorkbenchProvider>
    </JourneyProvider>
  );
}
