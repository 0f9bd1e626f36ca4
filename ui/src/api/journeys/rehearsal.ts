import { client } from "../client/client";
import { ApiError, OfflineError, offline } from "../client/errors";
import { readEvents } from "../client/events";
import type { Problem, Rehearsal, RehearsalAnswer } from "../types";

export interface RehearsalProgress {
  /** The virtual time. */
  at: string;
  /** Of the time it plays, 0 to 1; null when its end is not known. */
  share: number | null;
  messages: number;
}

interface RehearsalEvents {
  progress: RehearsalProgress;
  result: RehearsalAnswer;
  problem: Problem & { status: number };
}

/** Plays a rehearsal, and tells how far it is meanwhile. Aborting it ends it on the server, too. */
export async function rehearse(
  rehearsal: Rehearsal,
  signal: AbortSignal,
  onProgress: (progress: RehearsalProgress) => void,
): Promise<RehearsalAnswer> {
  const results: RehearsalAnswer[] = [];
  try {
    const { data: stream } = await client.POST("/api/v1/rehearsals", {
      body: { ...rehearsal, journey: { ...rehearsal.journey } },
      headers: { Accept: "text/event-stream" },
      parseAs: "stream",
      signal,
    });
    if (stream) {
      await readEvents<RehearsalEvents>(stream, {
        progress: onProgress,
        result: (result) => void results.push(result),
        problem: (problem) => {
          throw new ApiError(problem.status, problem);
        },
      });
    }
  } catch (error) {
    throw offline(error);
  }
  const [result] = results;
  if (result === undefined) throw new OfflineError();
  return result;
}
