import { Parser } from "htmlparser2";
import { followed } from "./links";

/** A part of what HTML says: text, or an element with nothing but its name and where it leads. */
export type Part = string | ElementPart;
export interface ElementPart {
  tag: string;
  href: string | null;
  inside: Part[];
}

/** Whether a body is sent as HTML (the engine decides it the same way): it begins with a tag. */
export const isHtml = (body: string): boolean => body.trimStart().startsWith("<");

const KEPT = new Set(["b", "blockquote", "code", "em", "i", "li", "ol", "p", "pre", "span", "strong", "u", "ul"]);
const EMPTY = new Set(["area", "base", "col", "embed", "input", "link", "meta", "param", "source", "track", "wbr"]);
/** Never shown, with all that is inside. */
const DROPPED = new Set(["head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video"]);
const HEADING = /^h[1-6]$/;
/** Tags in tags as far as they are shown as such; what is deeper is shown in the last of them. */
const DEEPEST = 60;
/** The parser gets slow with the tags that are open at once; no e-mail has so many, and one that has is read no further. */
const MOST_OPEN = 10_000;

/**
 * What HTML says, read without a document: a browser's own parser would act on styles and handlers, if only to refuse
 * them. Whatever is written there, nothing but words, their order and addresses to follow comes out.
 */
export function htmlParts(html: string): Part[] {
  const root: ElementPart = { tag: "div", href: null, inside: [] };
  const shown: ElementPart[] = [root];
  // One entry for each tag that is open: whether it is one of those shown.
  const open: boolean[] = [];
  let dropped = 0;
  const parent = (): ElementPart => shown.at(-1) ?? root;
  const parser = new Parser({
    ontext: (text) => {
      if (dropped === 0) addText(parent(), text);
    },
    onopentag: (name, attributes, implied) => {
      if (open.length === MOST_OPEN) parser.pause();
      if (dropped > 0 || DROPPED.has(name)) dropped += 1;
      const element = dropped > 0 ? null : elementOf(name, attributes, implied, parent());
      open.push(element !== null && shown.length <= DEEPEST);
      if (element !== null && shown.length <= DEEPEST) {
        parent().inside.push(HEADING.test(name) ? { tag: "p", href: null, inside: [element] } : element);
        shown.push(element);
      }
    },
    onclosetag: () => {
      if (dropped > 0) dropped -= 1;
      if (open.pop() === true) shown.pop();
    },
  });
  parser.end(html);
  return root.inside;
}

function addText(parent: ElementPart, text: string): void {
  const last = parent.inside.at(-1);
  if (typeof last === "string") parent.inside[parent.inside.length - 1] = last + text;
  else parent.inside.push(text);
}

/** The element that a tag is shown as; null for one that is not. */
function elementOf(name: string, attributes: Record<string, string>, implied: boolean, parent: ElementPart): ElementPart | null {
  if (name === "img") addText(parent, attributes["alt"] ?? "");
  // A closing tag alone opens a paragraph, says the standard; here it would be an empty line.
  if (name === "img" || EMPTY.has(name) || (implied && name === "p")) return null;
  return { tag: shownAs(name, parent.tag), href: name === "a" ? followed(attributes["href"] ?? null) : null, inside: [] };
}

/** Headings are the page's own; every other element is a block: an e-mail's tables are mostly its layout. */
function shownAs(name: string, parent: string): string {
  if (HEADING.test(name)) return "strong";
  if (name === "li" && parent !== "ul" && parent !== "ol") return "div";
  if (name === "a" || name === "font" || name === "small") return "span";
  return KEPT.has(name) || name === "br" || name === "hr" ? name : "div";
}
