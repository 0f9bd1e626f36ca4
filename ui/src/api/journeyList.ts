import { get } from "./http";
import type { JourneyRow, JourneyStatus, Page } from "./types";

/** Journeys, newest first; archived ones only when asked for. */
export const listJourneys = (status: JourneyStatus | null, cursor: string | null, limit = 50): Promise<Page<JourneyRow>> =>
  get("/journeys", { status, limit, cursor });
