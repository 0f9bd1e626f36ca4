import { useSyncExternalStore } from "react";

let now = new Date();
/** How old the time may be, in ms, when nobody has been looking at it. */
const FRESH = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    for (const each of listeners) each();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time as it is for whoever begins to look: while nobody looked, nothing has kept it. */
function snapshot(): Date {
  if (timer === undefined && Math.abs(Date.now() - now.getTime()) > FRESH) now = new Date();
  return now;
}

/** The time, looked at every quarter of a minute: enough for "3 minutes ago". */
export const useNow = (): Date => useSyncExternalStore(subscribe, snapshot);
