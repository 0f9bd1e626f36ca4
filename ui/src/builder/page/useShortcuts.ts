import { useEffect } from "react";
import { matchesKeys } from "../actions/keys";
import { ACTIONS } from "../actions/registry";
import { copyPart, writePart } from "../edit/clipboard";
import { useWorkbench } from "../workbench/useWorkbench";

/** Keys that the browser's own clipboard events stand for; those work everywhere and ask nobody. */
const BY_EVENT = new Set(["cut", "copy", "paste"]);
/** Keys that buttons and lists use themselves. */
const BUTTON_KEYS = new Set(["Enter", " "]);

function writesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Whether the keyboard belongs to something else: a text, a dialog, a menu. */
function taken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return writesText(target) || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}

/** Every shortcut of the registry, and the clipboard. */
export function useShortcuts(): void {
  const bench = useWorkbench();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const { dialog, adding, placing } = bench.get();
      // A list that is opening takes the keyboard a moment later: what is typed until then is no shortcut.
      if (dialog !== null || adding !== null || placing !== null) return;
      const palette = matchesKeys("mod+k", event);
      if (taken(event.target) && !palette) return;
      const card = (event.target as HTMLElement | null)?.closest?.("[data-step]") ?? null;
      const onButton = event.target instanceof HTMLElement && event.target.matches("button, a, [role=tab], [role=radio]");
      if (onButton && card === null && (BUTTON_KEYS.has(event.key) || event.key.startsWith("Arrow"))) return;
      const action = ACTIONS.find(
        (candidate) => !BY_EVENT.has(candidate.name) && candidate.keys.some((keys) => matchesKeys(keys, event)),
      );
      if (!action) return;
      // What takes something away or changes it needs the focus where one sees it happen.
      const beside = event.target instanceof HTMLElement && event.target.closest("aside") !== null;
      if (beside && action.undoable && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      bench.run(action.name);
    };

    const onCopy = (event: ClipboardEvent) => {
      if (taken(event.target) || window.getSelection()?.isCollapsed === false) return;
      const view = bench.view();
      const part = copyPart(view.document, new Set(view.selection));
      if (part === null) return;
      event.clipboardData?.setData("text/plain", writePart(part));
      event.preventDefault();
      bench.run(event.type === "cut" ? "cut" : "copy");
    };

    const onPaste = (event: ClipboardEvent) => {
      if (taken(event.target)) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      event.preventDefault();
      bench.run("paste-text", { text });
    };

    document.addEventListener("keydown", onKey);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [bench]);
}
