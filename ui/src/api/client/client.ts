import createClient from "openapi-fetch";
import type { paths } from "../schema";
import { authorisation, tellSignedOut } from "./credentials";
import { offline, refusal } from "./errors";

/**
 * The API, typed from its OpenAPI: a wrong path, parameter or body does not compile. Throws ApiError for
 * a refusal and OfflineError when nobody answers, so an answer is always there.
 */
export const client = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });

client.use({
  onRequest: ({ request }) => {
    for (const [name, value] of Object.entries(authorisation())) request.headers.set(name, value);
    if (!request.headers.has("Accept")) request.headers.set("Accept", "application/json");
  },
  onResponse: async ({ response }) => {
    if (response.ok) return;
    if (response.status === 401) tellSignedOut();
    throw refusal(response.status, response.statusText, await response.text());
  },
  onError: ({ error }) => offline(error),
});

/** The body of an answer; refusals were thrown before this is asked. */
export async function answer<Body>(call: Promise<{ data?: Body }>): Promise<Body> {
  const { data } = await call;
  if (data === undefined) throw new Error("The server gave an answer without content.");
  return data;
}

/** Waits for a call that answers with nothing. */
export async function done(call: Promise<unknown>): Promise<void> {
  await call;
}

/** What is said once is done once, however often the call is made. */
export const once = (key: string) => ({ "Idempotency-Key": key });
