import { useEffect } from "react";
import { checkDocument } from "~/api/journeys/journeys";
import type { Editor } from "./editor";

const PAUSE_MS = 350;

/** Has the drawn journey checked a moment after each change, and keeps the findings with the editor. */
export function useChecks(editor: Editor): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let abort = new AbortController();
    let checked: unknown = null;

    const check = () => {
      const { document } = editor.get();
      checked = document;
      abort.abort();
      abort = new AbortController();
      checkDocument(document, abort.signal)
        .then(({ findings }) => editor.set({ findings }))
        // The old findings stay: a lost connection is said where saving says it.
        .catch(() => {});
    };
    const later = () => {
      const { document, mode } = editor.get();
      if (document === checked || mode !== "draw") return;
      clearTimeout(timer);
      timer = setTimeout(check, PAUSE_MS);
    };

    check();
    const stop = editor.subscribe(later);
    return () => {
      stop();
      clearTimeout(timer);
      abort.abort();
    };
  }, [editor]);
}
