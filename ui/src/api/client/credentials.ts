/** Who we are to the API: the cookie of a session, which the browser sends by itself, or a key that this tab alone knows. */

const KEY = "postroad.key";

export function rememberKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, key);
}

/** The headers that say who we are, for the key of this tab. */
export function authorisation(): Record<string, string> {
  const key = sessionStorage.getItem(KEY);
  return key === null ? {} : { Authorization: `Bearer ${key}` };
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
