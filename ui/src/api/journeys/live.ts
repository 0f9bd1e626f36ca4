import { client } from "../client/client";
import { ApiError } from "../client/errors";
import { readEvents } from "../client/events";
import type { Live } from "../types";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/** The numbers on a journey's steps, whenever they change. Connects again after a break, with growing pauses. Returns how to stop. */
export function watchJourney(journey_id: string, onNumbers: (live: Live) => void, onState: (connected: boolean) => void): () => void {
  const stop = new AbortController();
  void watch();
  return () => stop.abort();

  async function watch(): Promise<void> {
    let pause = FIRST_PAUSE;
    while (!stop.signal.aborted) {
      try {
        const { data: stream } = await client.GET("/api/v1/journeys/{journey_id}/live", {
          params: { path: { journey_id } },
          headers: { Accept: "text/event-stream" },
          parseAs: "stream",
          signal: stop.signal,
        });
        if (stream) {
          onState(true);
          pause = FIRST_PAUSE;
          await readEvents<{ live: Live }>(stream, { live: onNumbers });
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ApiError && (error.status === 401 || error.status === 404)) return;
      }
      onState(false);
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}
