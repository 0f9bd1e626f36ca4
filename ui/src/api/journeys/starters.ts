import { answer, client } from "../client/client";
import type { Schemas } from "../types";

/** A journey to begin with. */
export type Template = Schemas["Template"];
export const listTemplates = async () => (await answer(client.GET("/api/v1/templates"))).items;
