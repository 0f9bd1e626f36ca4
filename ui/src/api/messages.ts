import { get, post } from "./http";
import type { components } from "./schema";
import type { Enrolment, Page } from "./types";

type Schemas = components["schemas"];

/** One message with its whole life. */
export type SentMessage = Schemas["Message"];

export interface MessageFilter {
  journey?: string | undefined;
  contact?: string | undefined;
  state?: string | undefined;
}

export const listMessages = (filter: MessageFilter, cursor: string | null, signal?: AbortSignal): Promise<Page<SentMessage>> =>
  get("/messages", { ...filter, limit: 50, cursor }, signal);
export const readMessage = (id: string): Promise<SentMessage> => get(`/messages/${encodeURIComponent(id)}`);
export const cancelMessage = (id: number): Promise<unknown> => post(`/messages/${id}/cancel`);

export const enrolmentsOfContact = (contact: string, cursor: string | null): Promise<Page<Enrolment>> =>
  get("/enrolments", { contact, limit: 50, cursor });
