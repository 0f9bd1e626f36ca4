import type { Finding, Problem } from "../types";

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
    super("Can't reach Postroad. Check that it's running. Your changes are kept here and saved once it's back.");
    this.name = "OfflineError";
  }
}

/** What a call that got no answer is thrown as: given up by ourselves, refused before, or nobody there. */
export function offline(error: unknown): Error {
  if (error instanceof ApiError || error instanceof OfflineError) return error;
  if (error instanceof DOMException && error.name === "AbortError") return error;
  return new OfflineError();
}

/** What an answer that is a refusal is thrown as. `content` is its body. */
export function refusal(status: number, statusText: string, content: string): Error {
  const problem = problemIn(content);
  // A proxy in front of a server that is down answers with these and no problem document.
  if (problem === null && [502, 503, 504].includes(status)) return new OfflineError();
  return new ApiError(status, problem ?? { title: statusText });
}

/** The problem document that a body is, if it is one. */
function problemIn(content: string): Problem | null {
  try {
    const problem: unknown = JSON.parse(content);
    return typeof problem === "object" ? problem : null;
  } catch {
    return null;
  }
}
