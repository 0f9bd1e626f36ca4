/** What to send so that one settings object becomes another: a JSON merge patch (RFC 7396). */

type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null && !Array.isArray(value);

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Only what differs. What is gone is null; lists are sent whole. */
export function mergePatch(before: Plain, after: Plain): Plain {
  const patch: Plain = {};
  for (const name of Object.keys(before)) if (!(name in after)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (same(old, value)) continue;
    patch[name] = isPlain(old) && isPlain(value) ? mergePatch(old, value) : value;
  }
  return patch;
}
