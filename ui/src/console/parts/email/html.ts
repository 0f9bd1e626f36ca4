import { followed } from "./links";

/** A part of what HTML says: text (with its entities), or an element with nothing but its name and where it leads. */
export type Part = string | Shown;
export interface Shown {
  tag: string;
  href: string | null;
  inside: Part[];
}

/** Whether a body is sent as HTML (as `engine/rules/email.py` says it): it begins with a tag. */
export const isHtml = (body: string): boolean => body.trimStart().startsWith("<");

const KEPT = new Set(["b", "blockquote", "code", "em", "i", "li", "ol", "p", "pre", "span", "strong", "u", "ul"]);
const EMPTY = new Set(["area", "base", "col", "embed", "input", "link", "meta", "param", "source", "track", "wbr"]);
/** Never shown, with all that is inside. */
const DROPPED = new Set(["head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video"]);
const HEADING = /^h[1-6]$/;
const DEEPEST = 60;

/**
 * What HTML says, read without a document: a browser's own parser would act on styles and handlers, if only to refuse
 * them. Whatever is written there, nothing but words, their order and addresses to follow comes out.
 */
export function htmlParts(html: string): Part[] {
  // Letters of tags alone: some others get longer in lower case, and places would no longer be the same.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const root: Shown = { tag: "div", href: null, inside: [] };
  const open: Shown[] = [root];
  const top = (): Shown => open.at(-1) ?? root;
  let at = 0;
  while (at < html.length) {
    const begin = html.indexOf("<", at);
    const end = begin === -1 ? -1 : html.indexOf(">", begin);
    if (end === -1) {
      top().inside.push(html.slice(at));
      break;
    }
    if (begin > at) top().inside.push(html.slice(at, begin));
    at = end + 1;
    const tag = /^<(\/?)([a-z][a-z0-9]*)/.exec(lower.slice(begin, begin + 20));
    if (tag === null) {
      // A comment goes on to its own end; a "<" before anything but a name is one.
      const comment = html.startsWith("<!--", begin);
      if (comment) at = after(lower, "-->", begin);
      else if (!/^<[!?/]/.test(html.slice(begin, begin + 2))) top().inside.push(html.slice(begin, at));
      continue;
    }
    const name = tag[2] ?? "";
    if (tag[1] === "/") close(open, name);
    else if (DROPPED.has(name)) at = after(lower, ">", Math.max(at - 1, after(lower, `</${name}`, at - 1) - 1));
    else enter(open, name, html.slice(begin, end));
  }
  return root.inside;
}

const after = (text: string, words: string, from: number): number => {
  const found = text.indexOf(words, from);
  return found === -1 ? text.length : found + words.length;
};

/** Names that HTML has for what is shown under another. */
const names = new WeakMap<Shown, string>();

function enter(open: Shown[], name: string, tag: string): void {
  const parent = (): Shown => open.at(-1) as Shown;
  if (EMPTY.has(name)) return;
  if (name === "br" || name === "hr") {
    parent().inside.push({ tag: name, href: null, inside: [] });
    return;
  }
  if (name === "img") {
    parent().inside.push(attribute(tag, "alt") ?? "");
    return;
  }
  if ((name === "p" || name === "li") && names.get(parent()) === name) open.pop();
  if (open.length > DEEPEST) return;
  const shown: Shown = { tag: shownAs(name, parent().tag), href: null, inside: [] };
  if (name === "a") shown.href = followed(attribute(tag, "href"));
  names.set(shown, name);
  parent().inside.push(HEADING.test(name) ? { tag: "p", href: null, inside: [shown] } : shown);
  open.push(shown);
}

function close(open: Shown[], name: string): void {
  const place = open.findLastIndex((one) => names.get(one) === name);
  if (place > 0) open.length = place;
}

/** Headings are the page's own; every other element is a block: an e-mail's tables are mostly its layout. */
function shownAs(name: string, parent: string): string {
  if (HEADING.test(name)) return "strong";
  if (name === "li" && parent !== "ul" && parent !== "ol") return "div";
  if (name === "a" || name === "font" || name === "small") return "span";
  return KEPT.has(name) ? name : "div";
}

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(tag);
  return found === null ? null : (found[1] ?? found[2] ?? found[3] ?? "");
}
