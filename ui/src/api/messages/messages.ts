import { answer, client } from "../client/client";
import type { Schemas } from "../types";

/** One message with its whole life. */
export type SentMessage = Schemas["Message"];

export interface MessageFilter {
  journey?: string | undefined;
  contact?: string | undefined;
  state?: SentMessage["state"] | undefined;
}

const at = (message_id: number) => ({ params: { path: { message_id } } });

export const listMessages = (filter: MessageFilter, cursor: string | null, signal?: AbortSignal) =>
  answer(client.GET("/api/v1/messages", { params: { query: { ...filter, limit: 50, cursor } }, signal: signal ?? null }));
export const readMessage = (id: number) => answer(client.GET("/api/v1/messages/{message_id}", at(id)));
export const cancelMessage = (id: number) => answer(client.POST("/api/v1/messages/{message_id}/cancel", at(id)));

export interface PreviewQuestion extends Required<Omit<Schemas["PreviewRequest"], "contact">> {
  contact: string | null;
}
/** A text as it would arrive: with values filled in, its encoding and its segments. */
export const previewSms = (question: PreviewQuestion, signal?: AbortSignal) =>
  answer(client.POST("/api/v1/sms/preview", { body: question, signal: signal ?? null }));
