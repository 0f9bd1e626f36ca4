import { answer, client, once } from "../client/client";
import type { AnyDocument, JourneyDocument, JourneyRow, JourneyStatus, Schemas } from "../types";

const at = (journey_id: string) => ({ params: { path: { journey_id } } });

/** Journeys, newest first; archived ones only when asked for. */
export const listJourneys = (status: JourneyStatus | null, cursor: string | null, limit = 50) =>
  answer(client.GET("/api/v1/journeys", { params: { query: { status, limit, cursor } } }));

/** All of them, page by page. */
export async function allJourneys(): Promise<JourneyRow[]> {
  const journeys: JourneyRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas["JourneyPage"] = await listJourneys(null, cursor, 500);
    journeys.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return journeys;
}

export const createJourney = (document: AnyDocument) => answer(client.POST("/api/v1/journeys", { body: document }));

/** The journey and the version of its draft, which saving asks for. */
export async function loadJourney(id: string) {
  const call = client.GET("/api/v1/journeys/{journey_id}", at(id));
  const journey = await answer(call);
  return { journey, etag: (await call).response.headers.get("ETag") };
}

/** Stores the draft if it is still the version `etag`; gives the new one. */
export async function saveDraft(id: string, document: JourneyDocument, etag: string | null): Promise<string | null> {
  const { response } = await client.PUT("/api/v1/journeys/{journey_id}/draft", {
    params: { path: { journey_id: id }, header: etag === null ? {} : { "if-match": etag } },
    body: document,
  });
  return response.headers.get("ETag");
}

export const loadVersion = (journey_id: string, number: number) =>
  answer(client.GET("/api/v1/journeys/{journey_id}/versions/{number}", { params: { path: { journey_id, number } } }));

export const checkDocument = (document: JourneyDocument, signal?: AbortSignal) =>
  answer(client.POST("/api/v1/journeys/check", { body: document, signal: signal ?? null }));
export const publish = (id: string) => answer(client.POST("/api/v1/journeys/{journey_id}/publish", at(id)));

export const previewLaunch = (id: string) => answer(client.GET("/api/v1/journeys/{journey_id}/launch/preview", at(id)));
/** Sets the audience off. Within a minute of another launch the server asks (`launched_just_now`), unless `again`. */
export const launch = (id: string, again: boolean) =>
  answer(client.POST("/api/v1/journeys/{journey_id}/launch", { ...at(id), body: { again } }));
export const enrol = (journey_id: string, contacts: string[], key: string) =>
  answer(
    client.POST("/api/v1/journeys/{journey_id}/enrolments", { params: { path: { journey_id }, header: once(key) }, body: { contacts } }),
  );

export type Overdue = NonNullable<Schemas["Resume"]["overdue"]>;
export const pause = (id: string) => answer(client.POST("/api/v1/journeys/{journey_id}/pause", at(id)));
export const resume = (id: string, overdue: Overdue) =>
  answer(client.POST("/api/v1/journeys/{journey_id}/resume", { ...at(id), body: { overdue } }));
export const cancelJourney = (id: string) => answer(client.POST("/api/v1/journeys/{journey_id}/cancel", at(id)));
export const archive = (id: string) => answer(client.POST("/api/v1/journeys/{journey_id}/archive", at(id)));
