import type { AnyDocument, JourneyDocument } from "~/api/types";

/** A journey as a file: two spaces, a line break at its end, as it would stand in git. */
export const fileText = (document: JourneyDocument): string => `${JSON.stringify(document, null, 2)}\n`;

/** "Webinar reminder" is `webinar-reminder.json`. */
export function fileName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return `${plain === "" ? "journey" : plain}.json`;
}

/** The journey in a file; throws an error with a remedy for what is none. */
export function readJourney(text: string): AnyDocument {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Error("The file is not JSON. Choose one that was exported from Postroad.");
  }
  const document = raw as Partial<AnyDocument> | null;
  if (typeof document !== "object" || document === null || document.schema !== "postroad/journey@1") {
    throw new Error("This isn't a journey file: its schema is not postroad/journey@1.");
  }
  if (!Array.isArray(document.nodes) || !Array.isArray(document.edges)) {
    throw new Error("The journey in this file has no steps or no lines between them. Export it again.");
  }
  return document as AnyDocument;
}

/** A name that says it is another one: "Copy of Welcome", "Copy 2 of Welcome". */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const base = name.replace(/^Copy (\d+ )?of /, "");
  let copy = `Copy of ${base}`;
  for (let number = 2; taken.has(copy); number += 1) copy = `Copy ${number} of ${base}`;
  return copy;
}
