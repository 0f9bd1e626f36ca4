import { answer, client } from "./client";
import { type Answer, ApiError, OfflineError, address, authorisation, offline, refusal } from "./http";
import { readEvents } from "./sse";
import type {
  AnyDocument,
  Contact,
  Enrolment,
  EnrolmentWithPath,
  Finding,
  Journey,
  JourneyDocument,
  Json,
  LaunchPreview,
  Page,
  Problem,
  Rehearsal,
  RehearsalAnswer,
  Schemas,
  Sender,
  SmsPreview,
  Version,
} from "./types";

const one = (journey_id: string) => ({ params: { path: { journey_id } } });
const once = (journey_id: string, key: string) => ({
  params: { path: { journey_id }, header: { "Idempotency-Key": key } },
});

type Sent<T, Name extends string> = Omit<T, Name> & Record<Name, AnyDocument>;
/** As the server sends them: their documents may leave out whatever has a default. */
export type SentJourney = Sent<Journey, "draft">;
export type SentVersion = Sent<Version, "document">;

export const createJourney = (document: AnyDocument): Promise<SentJourney> =>
  answer(client.POST("/api/v1/journeys", { body: document }));

/** The journey and the version of its draft, which saving asks for. */
export async function loadJourney(id: string): Promise<Answer<SentJourney>> {
  const { data, response } = await client.GET("/api/v1/journeys/{journey_id}", one(id));
  if (!data) throw new Error("The server gave an answer without content.");
  return { data, etag: response.headers.get("ETag") };
}

/** Stores the draft if it is still the version `etag`; gives the new one. */
export async function saveDraft(id: string, document: JourneyDocument, etag: string | null): Promise<string | null> {
  const { response } = await client.PUT("/api/v1/journeys/{journey_id}/draft", {
    params: { path: { journey_id: id }, header: etag === null ? {} : { "if-match": etag } },
    body: document,
  });
  return response.headers.get("ETag");
}

export const checkDocument = (document: JourneyDocument, signal?: AbortSignal): Promise<{ findings: Finding[] }> =>
  answer(client.POST("/api/v1/journeys/check", { body: document, ...(signal ? { signal } : {}) }));

export const publish = (id: string): Promise<{ version: number; findings: Finding[] }> =>
  answer(client.POST("/api/v1/journeys/{journey_id}/publish", one(id)));

export const previewLaunch = (id: string): Promise<LaunchPreview> =>
  answer(client.GET("/api/v1/journeys/{journey_id}/launch/preview", one(id)));

/** Sets the audience off. Within a minute of another launch the server asks (`launched_just_now`), unless `again`. */
export const launch = (id: string, again: boolean): Promise<{ enrolled: number; skipped: Record<string, number> }> =>
  answer(client.POST("/api/v1/journeys/{journey_id}/launch", { ...one(id), body: { again } }));

export const enrol = (id: string, contacts: string[], key: string): Promise<{ enrolled: number; skipped: Record<string, number> }> =>
  answer(client.POST("/api/v1/journeys/{journey_id}/enrolments", { ...once(id, key), body: { contacts } }));

export type Overdue = "send" | "skip" | "shift";
export const pause = (id: string): Promise<unknown> => answer(client.POST("/api/v1/journeys/{journey_id}/pause", one(id)));
export const resume = (id: string, overdue: Overdue): Promise<unknown> =>
  answer(client.POST("/api/v1/journeys/{journey_id}/resume", { ...one(id), body: { overdue } }));
export const cancelJourney = (id: string): Promise<unknown> => answer(client.POST("/api/v1/journeys/{journey_id}/cancel", one(id)));
export const archive = (id: string): Promise<unknown> => answer(client.POST("/api/v1/journeys/{journey_id}/archive", one(id)));

export const loadVersion = (id: string, version: number): Promise<SentVersion> =>
  answer(client.GET("/api/v1/journeys/{journey_id}/versions/{number}", { params: { path: { journey_id: id, number: version } } }));

export const enrolmentsAt = (journey: string, step: string, cursor: string | null): Promise<Page<Enrolment>> =>
  answer(
    client.GET("/api/v1/enrolments", {
      params: { query: { journey, step, status: "active", limit: 15, ...(cursor === null ? {} : { cursor }) } },
    }),
  );
export const enrolmentsOf = (journey: string, contact: string): Promise<Page<Enrolment>> =>
  answer(client.GET("/api/v1/enrolments", { params: { query: { journey, contact, limit: 20 } } }));
export const loadEnrolment = (id: number): Promise<EnrolmentWithPath> =>
  answer(client.GET("/api/v1/enrolments/{enrolment_id}", { params: { path: { enrolment_id: id } } }));
export const cancelEnrolment = (id: number): Promise<{ dispatched: number[] }> =>
  answer(client.POST("/api/v1/enrolments/{enrolment_id}/cancel", { params: { path: { enrolment_id: id } } }));

export const loadFields = (): Promise<Schemas["Fields"]> => answer(client.GET("/api/v1/fields"));
export const listSenders = async (): Promise<Sender[]> => (await answer(client.GET("/api/v1/senders"))).items;
export const searchContacts = async (search: string, limit = 20): Promise<Page<Contact>> =>
  (await answer(
    client.GET("/api/v1/contacts", { params: { query: { limit, ...(search === "" ? {} : { search }) } } }),
  )) as Page<Contact>;

export interface PreviewQuestion {
  body: string;
  contact: string | null;
  /** Sample values of the event's properties. */
  event: Record<string, Json>;
  /** The journey's name. */
  journey: string;
}

export const previewSms = ({ contact, ...question }: PreviewQuestion, signal?: AbortSignal): Promise<SmsPreview> =>
  answer(
    client.POST("/api/v1/sms/preview", {
      body: { ...question, ...(contact === null ? {} : { contact }) } as never,
      ...(signal ? { signal } : {}),
    }),
  );

export interface RehearsalProgress {
  /** The virtual time. */
  at: string;
  /** Of the time it plays, 0 to 1; null when its end is not known. */
  share: number | null;
  messages: number;
}

/** Plays a rehearsal, and tells how far it is meanwhile. Aborting it ends it on the server, too. */
export async function rehearse(
  rehearsal: Rehearsal,
  signal: AbortSignal,
  onProgress: (progress: RehearsalProgress) => void,
): Promise<RehearsalAnswer> {
  let result: RehearsalAnswer | null = null;
  try {
    const response = await fetch(address("/rehearsals"), {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "text/event-stream", "Content-Type": "application/json", ...authorisation() },
      body: JSON.stringify(rehearsal),
      signal,
    });
    if (!response.ok) throw await refusal(response);
    if (response.body) {
      await readEvents(response.body, (data, name) => {
        if (name === "progress") onProgress(data as RehearsalProgress);
        else if (name === "result") result = data as RehearsalAnswer;
        else if (name === "problem") throw new ApiError((data as { status: number }).status, data as Problem);
      });
    }
  } catch (error) {
    throw offline(error);
  }
  if (result === null) throw new OfflineError();
  return result;
}
