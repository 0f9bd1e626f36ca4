import { useEffect, useState } from "react";
import { watchJourney } from "~/api/journeys/live";
import type { Live } from "~/api/types";
import type { Editor } from "../state/editor";

/** Keeps the numbers on the steps live while somebody watches. Says whether they are. */
export function useLive(journeyId: string, editor: Editor, watching: boolean): { connected: boolean; live: Live | null } {
  const [connected, setConnected] = useState(false);
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => {
    if (!watching) return;
    return watchJourney(
      journeyId,
      (data) => {
        setLive(data);
        editor.set({ numbers: data.steps });
      },
      setConnected,
    );
  }, [journeyId, editor, watching]);
  return { connected, live };
}
