import { get } from "./http";
import type { JourneyRow, JourneyStatus, Page } from "./types";

/** Journeys, newest first; archived ones only when asked for. */
/** All of them, page by page. */
export async function allJourneys(): Promise<JourneyRow[]> {
  const found: JourneyRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<JourneyRow> = await listJourneys(null, cursor, 500);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

export const listJourneys = (status: JourneyStatus | null, cursor: string | null, limit = 50): Promise<Page<JourneyRow>> =>
  get("/journeys", { status, limit, cursor });
