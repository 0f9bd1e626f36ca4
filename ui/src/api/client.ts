import createClient from "openapi-fetch";
import { authorisation, offline, refusal } from "./http";
import type { paths } from "./schema";

/**
 * The API, typed from its OpenAPI: a wrong path, parameter or body does not compile. Throws ApiError for
 * a refusal and OfflineError when nobody answers, so an answer is always there.
 */
export const client = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });

client.use({
  onRequest: ({ request }) => {
    for (const [name, value] of Object.entries(authorisation())) request.headers.set(name, value);
    request.headers.set("Accept", "application/json");
  },
  onResponse: async ({ response }) => {
    if (!response.ok) throw await refusal(response);
  },
  onError: ({ error }) => offline(error),
});

/** The body of an answer; refusals were thrown before this is asked. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new Error("The server gave an answer without content.");
  return data;
}
