import type { Answer } from "~/api/http";
import * as api from "~/api/journeys";
import type { AnyDocument, Journey, Version } from "~/api/types";
import { completed } from "./completed";

/** Journeys and versions with whole documents, as the builder and the console hold them. */
const whole = (journey: api.SentJourney): Journey => ({ ...journey, draft: completed(journey.draft) });

export const createJourney = async (document: AnyDocument): Promise<Journey> => whole(await api.createJourney(document));

/** The journey and the version of its draft, which saving asks for. */
export async function loadJourney(id: string): Promise<Answer<Journey>> {
  const { data, etag } = await api.loadJourney(id);
  return { data: whole(data), etag };
}

export async function loadVersion(id: string, number: number): Promise<Version> {
  const version = await api.loadVersion(id, number);
  return { ...version, document: completed(version.document) };
}
