export interface Piece {
  text: string;
  /** Where it leads, when it is an address. */
  href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/g;
/** What ends a sentence or closes a bracket around an address belongs to the text, not to the address. */
const AFTER = /[.,;:!?'")\]}]+$/;

/** A plain text cut where addresses begin and end. */
export function pieces(text: string): Piece[] {
  const parts: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(AFTER, "");
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null });
    parts.push({ text: href, href });
    from = match.index + href.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** An address that may be followed from an e-mail; null for what would run something here. */
export const followed = (href: string | null): string | null => (href !== null && /^\s*(https?:|mailto:|tel:)/i.test(href) ? href.trim() : null);

/** The address of a `List-Unsubscribe` header that a browser can go to (RFC 2369). */
export const unsubscribeAddress = (header: string | undefined): string | null => {
  const address = /<(https?:[^<>\s]+)>/.exec(header ?? "")?.[1] ?? null;
  return address !== null && URL.canParse(address) ? address : null;
};
