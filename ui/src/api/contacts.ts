import { address, authorisation, call, get, OfflineError, put, ApiError } from "./http";
import type { components } from "./schema";
import type { ConsentState, Contact, Json, Page, Problem } from "./types";

type Schemas = components["schemas"];

const at = (id: string, rest = ""): string => `/contacts/${encodeURIComponent(id)}${rest}`;

export interface ConsentClaim {
  state: ConsentState;
  source?: string | null;
  evidence?: Record<string, Json>;
}

/** What is sent of a contact: what is left out stays as it is. */
export interface ContactChange {
  phone?: string | null;
  email?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  timezone?: string | null;
  language?: string | null;
  country?: string | null;
  attributes?: Record<string, Json>;
  tags?: string[];
  sms_consent?: ConsentClaim;
  email_consent?: ConsentClaim;
}

export type ClaimKept = Schemas["ClaimKept"];
export type PutContact = Contact & { consent_kept: ClaimKept[] };

export const listContacts = (search: string, cursor: string | null, signal?: AbortSignal, limit = 50): Promise<Page<Contact>> =>
  get("/contacts", { search, limit, cursor }, signal);
export const readContact = (id: string, signal?: AbortSignal): Promise<Contact> => get(at(id), {}, signal);
export const saveContact = (id: string, change: ContactChange): Promise<PutContact> => put(at(id), change);

/** One thing that happened to a contact. */
export type TimelineEntry = Schemas["TimelinePage"]["items"][number];
export type ConsentLogEntry = Schemas["ConsentLogEntry"];

export const readTimeline = (id: string, cursor: string | null): Promise<Page<TimelineEntry>> =>
  get(at(id, "/timeline"), { limit: 50, cursor });
export const readConsentLog = (who: string, cursor: string | null): Promise<Page<ConsentLogEntry>> =>
  get(`/consents/${encodeURIComponent(who)}/log`, { limit: 100, cursor });

/** Something about one row of a file; rows count as in a spreadsheet, where the header is row 1. */
export type RowProblem = Schemas["RowProblem"];
export type ImportResult = Schemas["ImportResult"];

export type ImportPreview = Schemas["ImportPreview"];
export type PreviewColumn = Schemas["PreviewColumn"];

/** What is said of a file: which column becomes what, where and when its people agreed, what it is written in. */
export interface ImportMapping {
  columns?: Record<string, string>;
  consent?: { source?: string; date?: string };
  encoding?: string;
}

/** As much of a file as is sent to be looked at. */
const HEAD = 1024 * 1024;

/** What an import would make of a file; nothing is imported. */
export const previewImport = (file: File, mapping: ImportMapping, signal?: AbortSignal): Promise<ImportPreview> =>
  send<ImportPreview>("/contacts/import/preview", file.slice(0, HEAD), file.name, mapping, () => undefined, signal);

/** Imports a file. `onSent` is told how much of it has gone, from 0 to 1: rows are written while it is being sent. */
export const importContacts = (
  file: File,
  mapping: ImportMapping,
  onSent: (part: number) => void,
  signal?: AbortSignal,
): Promise<ImportResult> => send<ImportResult>("/contacts/import", file, file.name, mapping, onSent, signal);

export type OptOutResult = Schemas["OptOutResult"];

/** Opts out every number and address of a list. */
export const importOptOuts = (file: File, onSent: (part: number) => void, signal?: AbortSignal): Promise<OptOutResult> =>
  send<OptOutResult>("/opt-outs/import", file, file.name, null, onSent, signal);

/** Saves a file that the server makes. With a key of this tab alone it has to be fetched; else the browser does it. */
export async function saveExport(what: "contacts" | "opt-outs"): Promise<void> {
  const from = address(`/export/${what}`);
  const key = authorisation();
  const link = document.createElement("a");
  link.download = `${what}.csv`;
  if (Object.keys(key).length === 0) link.href = from;
  else {
    const response = await fetch(from, { headers: key });
    if (!response.ok) throw new OfflineError();
    link.href = URL.createObjectURL(await response.blob());
  }
  link.click();
}

/** Sends a file as a form. XMLHttpRequest, because fetch does not tell how far an upload is. */
function send<Answer>(
  path: string,
  file: Blob,
  name: string,
  mapping: ImportMapping | null,
  onSent: (part: number) => void,
  signal?: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.setRequestHeader("Accept", "application/json");
    for (const [header, value] of Object.entries(authorisation())) request.setRequestHeader(header, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total > 0) onSent(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const body = read(request.responseText);
      if (request.status >= 200 && request.status < 300 && body !== null) resolve(body as Answer);
      else reject(new ApiError(request.status, (body ?? { title: request.statusText }) as Problem));
    });
    request.addEventListener("error", () => reject(new OfflineError()));
    request.addEventListener("abort", () => reject(new DOMException("The import was stopped.", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    // Before the file: its rows are imported while it is being sent.
    if (mapping !== null) form.append("mapping", JSON.stringify(mapping));
    form.append("file", file, name);
    request.send(form);
  });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export type CheckedPhone = Schemas["CheckedPhone"];
export const checkPhone = async (phone: string, country: string | null, signal?: AbortSignal): Promise<CheckedPhone> =>
  (
    await call<CheckedPhone>("POST", "/phones/check", {
      body: { phone, ...(country ? { country } : {}) },
      ...(signal ? { signal } : {}),
    })
  ).data;

export const sendEvent = (
  contact: string,
  name: string,
  properties: Record<string, Json>,
  key: string,
): Promise<{ event_id: number | string; enrolments: number[] }> =>
  call<{ event_id: number | string; enrolments: number[] }>("POST", "/events", {
    body: { contact, name, properties, id: key },
  }).then((answer) => answer.data);
