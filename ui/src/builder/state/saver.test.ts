import { describe, expect, it, vi } from "vitest";
import { ApiError, OfflineError } from "~/api/client/errors";
import type { JourneyDocument } from "~/api/types";
import { emptyDocument } from "~/journey/document/document";
import { Saver, type SaverWorld } from "./saver";

/** A server with one draft, which answers like the real one. */
interface TestWorld extends SaverWorld {
  draft: JourneyDocument;
  version: number;
  online: boolean;
  puts: number;
  kept: Map<string, string>;
}

function world(): TestWorld {
  const kept = new Map<string, string>();
  const server: TestWorld = {
    draft: emptyDocument("first"),
    version: 1,
    online: true,
    puts: 0,
    async put(document: JourneyDocument, etag: string | null) {
      server.puts += 1;
      if (!server.online) throw new OfflineError();
      if (etag !== `v${server.version}`) throw new ApiError(412, { code: "draft_changed" });
      server.draft = document;
      server.version += 1;
      return `v${server.version}`;
    },
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
    key: "draft",
    now: () => 1,
    kept,
  };
  return server;
}

describe("saving a draft", () => {
  it("happens by itself, once for many quick changes", async () => {
    vi.useFakeTimers();
    const server = world();
    const saver = new Saver(server, "v1");
    for (const name of ["a", "ab", "abc"]) saver.want(emptyDocument(name));
    expect(saver.get().status.at).toBe("waiting");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.draft.name).toBe("abc");
    expect(server.puts).toBe(1);
    expect(saver.get().status.at).toBe("saved");
    expect(server.kept.size).toBe(0);
    vi.useRealTimers();
  });

  it("keeps changes in the browser while the server is away, and sends them when it is back", async () => {
    vi.useFakeTimers();
    const server = world();
    server.online = false;
    const saver = new Saver(server, "v1");
    saver.want(emptyDocument("offline"));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(saver.get().status.at).toBe("offline");
    expect(Saver.leftover(server)?.document.name).toBe("offline");
    server.online = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.draft.name).toBe("offline");
    expect(saver.get().status.at).toBe("saved");
    vi.useRealTimers();
  });

  it("never overwrites what somebody else saved", async () => {
    const server = world();
    const saver = new Saver(server, "v1");
    server.draft = emptyDocument("theirs");
    server.version = 2;
    saver.want(emptyDocument("mine"));
    expect(await saver.flush()).toBe(false);
    expect(saver.get().status.at).toBe("conflict");
    expect(server.draft.name).toBe("theirs");
    expect(Saver.leftover(server)?.document.name).toBe("mine");
  });

  it("overwrites knowingly, when told to", async () => {
    const server = world();
    const saver = new Saver(server, "v1");
    server.version = 2;
    saver.want(emptyDocument("mine"));
    await saver.flush();
    expect(await saver.overwrite(emptyDocument("mine"), "v2")).toBe(true);
    expect(server.draft.name).toBe("mine");
  });

  it("takes what somebody else saved, when told to", async () => {
    const server = world();
    const saver = new Saver(server, "v1");
    server.version = 2;
    saver.want(emptyDocument("mine"));
    await saver.flush();
    saver.adopt("v2");
    expect(saver.get().status.at).toBe("saved");
    expect(Saver.leftover(server)).toBeNull();
    saver.want(emptyDocument("next"));
    expect(await saver.flush()).toBe(true);
  });

  it("saves what was changed while saving", async () => {
    const server = world();
    const saver = new Saver(server, "v1");
    saver.want(emptyDocument("one"));
    const first = saver.flush();
    saver.want(emptyDocument("two"));
    await first;
    expect(await saver.flush()).toBe(true);
    expect(server.draft.name).toBe("two");
  });

  it("says what the server refuses", async () => {
    const saver = new Saver({ ...world(), put: () => Promise.reject(new ApiError(413, { detail: "too large" })) }, "v1");
    saver.want(emptyDocument("big"));
    expect(await saver.flush()).toBe(false);
    expect(saver.get().status).toEqual({ at: "failed", message: "too large" });
  });
});
