import { answer, client } from "../client/client";

/** What conditions can name: fields of contacts, and the events that have come or that a journey waits for. */
export const loadFields = () => answer(client.GET("/api/v1/fields"));
