/** Completion of merge fields (`{{ contact.first_name }}`) while a message is written. */

export interface Completing {
  /** Where the unfinished word begins and ends in the text. */
  from: number;
  to: number;
  query: string;
}

/** The merge field being written at the cursor; null when there is none. */
export function completing(text: string, cursor: number): Completing | null {
  const before = text.slice(0, cursor);
  const open = before.lastIndexOf("{{");
  if (open === -1 || before.indexOf("}}", open) !== -1) return null;
  const inside = before.slice(open + 2);
  if (inside.includes("\n") || inside.includes("|") || inside.includes("{")) return null;
  const query = inside.trimStart();
  if (/\s/.test(query)) return null;
  const rest = /^[\w.]*/.exec(text.slice(cursor))?.[0] ?? "";
  return { from: open, to: cursor + rest.length, query };
}

export interface Completed {
  text: string;
  cursor: number;
}

/** Writes a field where it was being completed, with its braces, and says where the cursor goes. */
export function complete(text: string, at: Completing, field: string): Completed {
  const after = text.slice(at.to).replace(/^\s*\}\}/, "");
  const inserted = `{{ ${field} }}`;
  return { text: text.slice(0, at.from) + inserted + after, cursor: at.from + inserted.length };
}

/** Puts a field at the cursor, in place of what is selected. */
export function insertField(text: string, from: number, to: number, field: string): Completed {
  const inserted = `{{ ${field} }}`;
  return { text: text.slice(0, from) + inserted + text.slice(to), cursor: from + inserted.length };
}

/** Fields that fit what was typed: names that begin with it first, then those that have it anywhere. */
export function matches(fields: readonly string[], query: string): string[] {
  const wanted = query.toLowerCase();
  const begins = fields.filter((field) => field.toLowerCase().startsWith(wanted));
  const last = fields.filter((field) => !begins.includes(field) && (field.split(".").at(-1) ?? "").startsWith(wanted));
  const anywhere = fields.filter(
    (field) => !begins.includes(field) && !last.includes(field) && field.toLowerCase().includes(wanted),
  );
  return [...begins, ...last, ...anywhere];
}
