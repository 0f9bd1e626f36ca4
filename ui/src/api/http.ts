import type { Finding, Problem } from "./types";

const KEY = "postroad.key";

/** A refusal from the API, as problem+json (RFC 9457) tells it. `code` is stable, `message` is for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly findings: Finding[];
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? String(status);
    this.findings = problem.findings ?? [];
    this.problem = problem;
  }
}

/** The server could not be reached: no answer at all, so nothing is known to have happened. */
export class OfflineError extends Error {
  constructor() {
    super("Postroad can't be reached. Check that it is running; what you do here is kept and sent later.");
    this.name = "OfflineError";
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Call {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Calls `listener` when the server stops knowing who we are. Returns how to stop listening. */
export function onSignedOut(listener: Listener): Listener {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** Tells everybody that we are signed out. */
export function tellSignedOut(): void {
  for (const listener of signedOut) listener();
}

export function rememberKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, key);
}

export function authorisation(): Record<string, string> {
  const key = sessionStorage.getItem(KEY);
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text === "" ? "" : `?${text}`}`;
}

/** One call to the API. Throws ApiError for a refusal and OfflineError when nobody answers. */
export async function call<T>(method: string, path: string, options: Call = {}): Promise<Answer<T>> {
  const { query, body, headers, signal } = options;
  const form = body instanceof FormData;
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(body === undefined || form ? {} : { "Content-Type": "application/json" }),
        ...authorisation(),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throw offline(error);
  }
  if (!response.ok) throw await refusal(response);
  const text = await response.text();
  return { data: (text === "" ? null : JSON.parse(text)) as T, etag: response.headers.get("ETag") };
}

/** What a call that got no answer is thrown as: given up by ourselves, refused before, or nobody there. */
export function offline(error: unknown): Error {
  if (error instanceof ApiError || error instanceof OfflineError) return error;
  if (error instanceof DOMException && error.name === "AbortError") return error;
  return new OfflineError();
}

/** What an answer that is a refusal is thrown as. */
export async function refusal(response: Response): Promise<Error> {
  // A proxy in front of a server that is down answers with these and no problem document.
  if ([502, 503, 504].includes(response.status) && !isProblem(response)) return new OfflineError();
  if (response.status === 401) tellSignedOut();
  let problem: Problem = {};
  try {
    problem = (await response.json()) as Problem;
  } catch {
    problem = { title: response.statusText };
  }
  return new ApiError(response.status, problem);
}

function isProblem(response: Response): boolean {
  return (response.headers.get("Content-Type") ?? "").includes("json");
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await call<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).data;
export const post = async <T>(path: string, body: unknown = {}, options: Call = {}): Promise<T> =>
  (await call<T>("POST", path, { ...options, body })).data;
export const put = async <T>(path: string, body: unknown, options: Call = {}): Promise<T> =>
  (await call<T>("PUT", path, { ...options, body })).data;
export const patch = async <T>(path: string, body: unknown, options: Call = {}): Promise<T> =>
  (await call<T>("PATCH", path, { ...options, body })).data;
export const remove = async <T>(path: string, options: Call = {}): Promise<T> =>
  (await call<T>("DELETE", path, options)).data;
