import { completed } from "~/builder/core/completed";
import { type Answer, call, get, post } from "./http";
import type {
  AnyDocument,
  Contact,
  Enrolment,
  EnrolmentWithPath,
  Fields,
  Finding,
  Journey,
  JourneyDocument,
  LaunchPreview,
  Message,
  Page,
  Rehearsal,
  RehearsalAnswer,
  Sender,
  SmsPreview,
  Version,
} from "./types";

const at = (id: string, rest = ""): string => `/journeys/${encodeURIComponent(id)}${rest}`;

type Sent<T, Name extends string> = Omit<T, Name> & Record<Name, AnyDocument>;

const whole = (journey: Sent<Journey, "draft">): Journey => ({ ...journey, draft: completed(journey.draft) });

export const createJourney = async (document: AnyDocument): Promise<Journey> => whole(await post("/journeys", document));

/** The journey and the version of its draft, which saving asks for. */
export async function loadJourney(id: string): Promise<Answer<Journey>> {
  const { data, etag } = await call<Sent<Journey, "draft">>("GET", at(id));
  return { data: whole(data), etag };
}

/** Stores the draft if it is still the version `etag`; gives the new one. */
export async function saveDraft(id: string, document: JourneyDocument, etag: string | null): Promise<string | null> {
  const answer = await call<unknown>("PUT", at(id, "/draft"), {
    body: document,
    headers: etag === null ? {} : { "If-Match": etag },
  });
  return answer.etag;
}

export const checkDocument = (document: JourneyDocument, signal?: AbortSignal): Promise<{ findings: Finding[] }> =>
  post("/journeys/check", document, signal ? { signal } : {});

export const publish = (id: string): Promise<{ version: number; findings: Finding[] }> => post(at(id, "/publish"));

export const previewLaunch = (id: string): Promise<LaunchPreview> => post(at(id, "/launch/preview"));
export const launch = (id: string, key: string): Promise<{ enrolled: number; skipped: Record<string, number> }> =>
  post(at(id, "/launch"), {}, { headers: { "Idempotency-Key": key } });
export const enrol = (id: string, contacts: string[], key: string): Promise<{ enrolled: number; skipped: Record<string, number> }> =>
  post(at(id, "/enrolments"), { contacts }, { headers: { "Idempotency-Key": key } });

export type Overdue = "send" | "skip" | "shift";
export const pause = (id: string): Promise<unknown> => post(at(id, "/pause"));
export const resume = (id: string, overdue: Overdue): Promise<unknown> => post(at(id, "/resume"), { overdue });
export const cancelJourney = (id: string): Promise<unknown> => post(at(id, "/cancel"));
export const archive = (id: string): Promise<unknown> => post(at(id, "/archive"));

export async function loadVersion(id: string, version: number): Promise<Version> {
  const found = await get<Sent<Version, "document">>(at(id, `/versions/${version}`));
  return { ...found, document: completed(found.document) };
}

export const enrolmentsAt = (
  journey: string,
  step: string,
  cursor: string | null,
): Promise<Page<Enrolment>> => get("/enrolments", { journey, step, status: "active", limit: 50, cursor });
export const enrolmentsOf = (journey: string, contact: string): Promise<Page<Enrolment>> =>
  get("/enrolments", { journey, contact, limit: 20 });
export const loadEnrolment = (id: number | string): Promise<EnrolmentWithPath> => get(`/enrolments/${id}`);
export const cancelEnrolment = (id: number | string): Promise<{ status: string; dispatched: number[] }> =>
  post(`/enrolments/${id}/cancel`);

export const loadFields = (): Promise<Fields> => get("/fields");
export const listSenders = async (): Promise<Sender[]> => (await get<Page<Sender>>("/senders")).items;
export const searchContacts = (search: string, limit = 20): Promise<Page<Contact>> => get("/contacts", { search, limit });
export const loadContact = (id: string): Promise<Contact> => get(`/contacts/${encodeURIComponent(id)}`);
export const messagesAt = (journey: string, contact: string): Promise<Page<Message>> =>
  get("/messages", { journey, contact, limit: 100 });

export const previewSms = (body: string, contact: string | null, signal?: AbortSignal): Promise<SmsPreview> =>
  post("/sms/preview", { body, ...(contact === null ? {} : { contact }) }, signal ? { signal } : {});

export const rehearse = (rehearsal: Rehearsal, signal?: AbortSignal): Promise<RehearsalAnswer> =>
  post("/rehearsals", rehearsal, signal ? { signal } : {});
