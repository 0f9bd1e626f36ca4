import { ApiError, OfflineError } from "~/api/client/errors";
import type { JourneyDocument } from "~/api/types";
import { Store } from "~/shared/store";

export type SaveStatus =
  | { at: "saved"; time: number | null }
  | { at: "waiting" }
  | { at: "saving" }
  /** The server can't be reached; what was drawn is kept in this browser and sent later. */
  | { at: "offline" }
  /** Somebody else saved in between. */
  | { at: "conflict" }
  | { at: "failed"; message: string };

export interface SaverState {
  status: SaveStatus;
}

/** What the saver needs from the world around it. */
export interface SaverWorld {
  /** Stores the draft when `etag` is still its version; gives the new one. Throws ApiError 412 when it is not. */
  put(document: JourneyDocument, etag: string | null): Promise<string | null>;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  key: string;
  now(): number;
}

interface Kept {
  document: JourneyDocument;
  etag: string | null;
  at: number;
}

const PAUSE_MS = 700;
const AGAIN_MS = 4_000;

/**
 * Saves the draft by itself, a moment after the last change. What is not yet on the server is kept in
 * the browser, so a lost connection or a closed tab loses nothing. Never overwrites what somebody else
 * saved: that is a conflict, and people choose.
 */
export class Saver extends Store<SaverState> {
  readonly #world: SaverWorld;
  #etag: string | null;
  #wanted: JourneyDocument | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;

  constructor(world: SaverWorld, etag: string | null) {
    super({ status: { at: "saved", time: null } });
    this.#world = world;
    this.#etag = etag;
  }

  /** What was left unsent in this browser earlier, if anything, and the version it was based on. */
  static leftover(world: Pick<SaverWorld, "storage" | "key">): Kept | null {
    try {
      const text = world.storage.getItem(world.key);
      return text === null ? null : (JSON.parse(text) as Kept);
    } catch {
      return null;
    }
  }

  get pending(): JourneyDocument | null {
    return this.#wanted;
  }

  /** Wants this document saved soon. */
  want(document: JourneyDocument): void {
    this.#wanted = document;
    this.#keep(document);
    if (this.get().status.at === "conflict") return;
    if (this.get().status.at !== "offline") this.set({ status: { at: "waiting" } });
    this.#schedule(PAUSE_MS);
  }

  /** Saves now what is wanted, and tells whether everything is on the server. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (this.#wanted && this.get().status.at !== "conflict") await this.#save();
    return this.#wanted === null && this.get().status.at === "saved";
  }

  /** Somebody else's version became ours: nothing of our own is left to save. */
  adopt(etag: string | null): void {
    clearTimeout(this.#timer);
    this.#etag = etag;
    this.#wanted = null;
    this.#world.storage.removeItem(this.#world.key);
    this.set({ status: { at: "saved", time: this.#world.now() } });
  }

  /** Saves ours over theirs, knowingly: `etag` is the version that was looked at. */
  async overwrite(document: JourneyDocument, etag: string | null): Promise<boolean> {
    this.#etag = etag;
    this.#wanted = document;
    this.set({ status: { at: "waiting" } });
    return this.flush();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#running) void this.#save();
    }, pause);
  }

  #save(): Promise<void> {
    this.#running = this.#attempt().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #attempt(): Promise<void> {
    const document = this.#wanted;
    if (document === null) return;
    if (this.get().status.at !== "offline") this.set({ status: { at: "saving" } });
    try {
      this.#etag = await this.#world.put(document, this.#etag);
      if (this.#wanted === document) {
        this.#wanted = null;
        this.#world.storage.removeItem(this.#world.key);
        this.set({ status: { at: "saved", time: this.#world.now() } });
      } else {
        this.#keep(this.#wanted ?? document);
        this.set({ status: { at: "waiting" } });
        this.#schedule(PAUSE_MS);
      }
    } catch (error) {
      this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    if (error instanceof ApiError && error.status === 412) {
      this.set({ status: { at: "conflict" } });
    } else if (error instanceof OfflineError || (error instanceof ApiError && error.status >= 500)) {
      this.set({ status: { at: "offline" } });
      this.#schedule(AGAIN_MS);
    } else {
      this.set({ status: { at: "failed", message: error instanceof Error ? error.message : String(error) } });
    }
  }

  #keep(document: JourneyDocument): void {
    const kept: Kept = { document, etag: this.#etag, at: this.#world.now() };
    try {
      this.#world.storage.setItem(this.#world.key, JSON.stringify(kept));
    } catch {
      // Storage is full or switched off: saving to the server goes on all the same.
    }
  }
}
