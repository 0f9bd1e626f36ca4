import { client, done } from "../client/client";
import { rememberKey, tellSignedOut } from "../client/credentials";

/**
 * Turns the one-time token of the address (`?token=…`) into a session cookie and takes it out of the
 * address bar and the history. Without a token it does nothing; whether we are signed in shows on the
 * first call.
 */
export async function exchangeToken(): Promise<void> {
  const url = new URL(window.location.href);
  const token = url.searchParams.get("token");
  if (token === null) return;
  url.searchParams.delete("token");
  window.history.replaceState(null, "", url.pathname + url.search + url.hash);
  await signIn(token).catch(() => {
    // A token that was used before: a cookie may still be there, else the sign-in page asks for a key.
  });
}

/** Signs in with a token or an API key. Throws ApiError when the server does not know it. */
export async function signIn(token: string): Promise<void> {
  rememberKey(null);
  await done(client.POST("/api/v1/session", { body: { token } }));
}

/** Ends the session, on the server too, and shows the way in. */
export async function signOut(): Promise<void> {
  await done(client.DELETE("/api/v1/session"));
  rememberKey(null);
  tellSignedOut();
}
