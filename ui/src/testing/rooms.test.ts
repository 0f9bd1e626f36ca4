import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("..", import.meta.url));

/** What each room may import; `app` puts them together, `testing` is for tests alone. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  api: [],
  shared: ["api"],
  journey: ["api", "shared"],
  console: ["api", "shared", "journey"],
  builder: ["api", "shared", "journey"],
  app: ["api", "shared", "console", "builder"],
};

const entries = readdirSync(SRC, { recursive: true, withFileTypes: true });

interface Import {
  file: string;
  from: string;
  to: string;
}

const IMPORT = /(?:from|import)\s*\(?\s*"([~.][^"]*)"/g;

/** Imports among the rooms' own files; tests may look anywhere. */
const imports: readonly Import[] = entries
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes(".test."))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)))
  .filter((file) => file.includes("/"))
  .flatMap((file) =>
    [...readFileSync(join(SRC, file), "utf8").matchAll(IMPORT)].map(([, name = ""]) => ({
      file,
      from: dirname(file),
      to: dirname(name.startsWith("~/") ? name.slice(2) : normalize(join(dirname(file), name))),
    })),
  );

const room = (folder: string, depth: number): string => folder.split("/").slice(0, depth).join("/");

/** The rooms that can be reached from one, itself only by a circle. */
function reachable(arrows: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [...(arrows.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(arrows.get(next) ?? []));
  }
  return reached;
}

describe("the rooms of the UI", () => {
  it("import in one direction", () => {
    const against = imports.filter(({ from, to }) => {
      const [source, target] = [room(from, 1), room(to, 1)];
      return source in MAY_IMPORT && source !== target && !MAY_IMPORT[source]?.includes(target);
    });
    expect(against).toEqual([]);
  });

  it.each(["journey", "builder", "console"])("%s has no circle inside", (name) => {
    const arrows = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const [source, target] = [room(from, 2), room(to, 2)];
      if (source !== target && room(from, 1) === name) arrows.set(source, (arrows.get(source) ?? new Set()).add(target));
    }
    expect([...arrows.keys()].filter((source) => reachable(arrows, source).has(source))).toEqual([]);
  });

  it("have at most twelve things each, and no two names that differ by case alone", () => {
    for (const { parentPath, name: own } of entries.filter((entry) => entry.isDirectory())) {
      const folder = join(parentPath, own);
      const names = readdirSync(folder).filter((name) => !name.endsWith(".css") && !name.includes(".test."));
      expect(names.length, `things in ${folder}`).toBeLessThanOrEqual(12);
      const stems = names.map((name) => name.replace(/\.tsx?$/, "").toLowerCase());
      expect(new Set(stems).size, `names in ${folder}`).toBe(stems.length);
    }
  });
});
