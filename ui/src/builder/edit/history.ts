import type { JourneyDocument } from "~/api/types";

export interface Moment {
  document: JourneyDocument;
  selection: readonly string[];
}

interface Entry extends Moment {
  /** What was done after this moment, in words: "Add Send SMS". */
  label: string;
  key: string | null;
  /** Milliseconds; when it was last added to. */
  at: number;
}

/** What can be undone and redone. Moments share all that did not change, so many of them are cheap. */
export interface History {
  past: readonly Entry[];
  future: readonly Entry[];
}

export const NO_HISTORY: History = { past: [], future: [] };

const KEPT = 300;
/** Typing within this time is one step of undo. */
const TOGETHER_MS = 1_500;

export interface Done {
  label: string;
  /** Changes with the same key in quick succession are undone together; null: always on its own. */
  key: string | null;
  at: number;
}

/** Remembers the moment before a change. Redo is forgotten: a new way was taken. */
export function remember(history: History, before: Moment, done: Done): History {
  const last = history.past.at(-1);
  if (last && done.key !== null && last.key === done.key && done.at - last.at < TOGETHER_MS) {
    return { past: [...history.past.slice(0, -1), { ...last, at: done.at }], future: [] };
  }
  return { past: [...history.past.slice(-KEPT + 1), { ...before, ...done }], future: [] };
}

export interface Travelled {
  history: History;
  moment: Moment;
  label: string;
}

export function undo(history: History, now: Moment): Travelled | null {
  const last = history.past.at(-1);
  if (!last) return null;
  return {
    history: { past: history.past.slice(0, -1), future: [...history.future, { ...now, label: last.label, key: null, at: last.at }] },
    moment: { document: last.document, selection: last.selection },
    label: last.label,
  };
}

export function redo(history: History, now: Moment): Travelled | null {
  const next = history.future.at(-1);
  if (!next) return null;
  return {
    history: { past: [...history.past, { ...now, label: next.label, key: null, at: next.at }], future: history.future.slice(0, -1) },
    moment: { document: next.document, selection: next.selection },
    label: next.label,
  };
}
