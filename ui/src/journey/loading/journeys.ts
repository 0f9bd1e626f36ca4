import * as api from "~/api/journeys/journeys";
import type { AnyDocument, Journey, Schemas, Version } from "~/api/types";
import { completed } from "./completed";

/** Journeys and versions with whole documents, as the builder and the console hold them. */
const whole = (journey: Schemas["Journey"]): Journey => ({ ...journey, draft: completed(journey.draft) });

export const createJourney = async (document: AnyDocument): Promise<Journey> => whole(await api.createJourney(document));

/** The journey and the version of its draft, which saving asks for. */
export async function loadJourney(id: string): Promise<{ journey: Journey; etag: string | null }> {
  const { journey, etag } = await api.loadJourney(id);
  return { journey: whole(journey), etag };
}

export async function loadVersion(id: string, number: number): Promise<Version> {
  const version = await api.loadVersion(id, number);
  return { ...version, document: completed(version.document) };
}
