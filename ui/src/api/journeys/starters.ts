import { answer, client } from "../client/client";
import type { Schemas } from "../types";

/** A journey to begin with. */
export type StarterJourney = Schemas["StarterJourney"];
export const listStarterJourneys = async () => (await answer(client.GET("/api/v1/templates"))).items;
