const ATTEMPTS = 3;
const PAUSE = 1_500;

/** What is asked about the network. */
export interface Network {
  isThere: () => boolean;
  /** Resolves once it is there. */
  comes: () => Promise<void>;
}

const browsers: Network = {
  isThere: () => navigator.onLine,
  comes: () => new Promise((resolve) => window.addEventListener("online", () => resolve(), { once: true })),
};

/**
 * A part of the program that is fetched when it is needed. Without a network it comes when there is one again; when it
 * can't be had with one either, the last refusal is thrown.
 */
export async function fetched<Part>(load: () => Promise<Part>, network: Network = browsers, pause: number = PAUSE): Promise<Part> {
  for (let attempt = 1; ; attempt += 1) {
    if (!network.isThere()) await network.comes();
    try {
      return await load();
    } catch (refused) {
      if (!network.isThere()) attempt = 0;
      else if (attempt >= ATTEMPTS) throw refused;
      else await new Promise((resolve) => setTimeout(resolve, attempt * pause));
    }
  }
}

/** Fetches a part before it is needed. Should that fail, it is fetched when it is needed. */
export function fetchAhead(load: () => Promise<unknown>, network: Network = browsers): void {
  if (network.isThere()) load().catch(() => undefined);
}
