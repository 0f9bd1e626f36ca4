import { get, post } from "./http";
import type { ImportResult } from "./contacts";
import type { JourneyDocument } from "./types";

export interface Template {
  id: string;
  name: string;
  /** Its trigger as a sentence, and how many steps it has. */
  description: string;
  document: JourneyDocument;
}

export const listTemplates = async (): Promise<Template[]> => (await get<{ items: Template[] }>("/templates")).items;

/** Imports invented contacts, to try journeys on. Doing it again changes nothing. */
export const loadSamples = (): Promise<ImportResult> => post("/samples/contacts");
