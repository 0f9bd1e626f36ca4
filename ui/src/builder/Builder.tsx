import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { loadFields, saveDraft } from "~/api/journeys";
import type { Journey } from "~/api/types";
import { useToast } from "~/shared/toast";
import { emptyDocument } from "./core/document";
import { same } from "./core/diff";
import { ConflictNotice } from "./dialogs/ConflictNotice";
import { Editor } from "./state/editor";
import { Saver, type SaverWorld } from "./state/saver";
import { useChecks } from "./state/useChecks";
import { useStore } from "./state/store";
import { WorkbenchProvider } from "./workbench/context";
import { TopBar } from "./workbench/TopBar";
import { Workbench } from "./workbench/workbench";
import { WorkbenchLayout } from "./workbench/Workbench";

function makeBench(journey: Journey, etag: string | null): Workbench {
  const world: SaverWorld = {
    put: (document, version) => saveDraft(journey.id, document, version),
    storage: localStorage,
    key: `postroad.draft.${journey.id}`,
    now: () => Date.now(),
  };
  const draft = journey.draft ?? emptyDocument(journey.name);
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
  const toast = useToast();
  const { editor, saver } = bench;

  useEffect(() => {
    bench.attach({ toast, openPanel: (panel) => editor.set({ mode: panel === "watch" ? "watch" : "draw" }) });
  }, [bench, editor, toast]);

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
  const fields = useQuery({ queryKey: ["fields"], queryFn: loadFields, staleTime: 60_000 });
  useEffect(() => {
    if (fields.data) editor.set({ fields: fields.data });
  }, [editor, fields.data]);

  const conflict = useStore(saver, (state) => state.status.at === "conflict");
  const published = useMemo(() => Math.max(0, ...journey.versions.map((one) => one.version)) || null, [journey]);

  return (
    <WorkbenchProvider value={bench}>
      <WorkbenchLayout
        top={<TopBar status={journey.status} published={published} />}
        notice={conflict ? <ConflictNotice /> : null}
      />
    </WorkbenchProvider>
  );
}
