import { answer, client, once } from "../client/client";
import type { Schemas } from "../types";

export type InboxReply = Schemas["InboxReply"];
export type ReplyKind = InboxReply["kind"];
export type NewAnswer = Schemas["NewAnswer"];

export interface InboxFilter {
  journey?: string | undefined;
  node?: string | undefined;
  kind?: ReplyKind | undefined;
  answered?: boolean | undefined;
}

export const listReplies = (filter: InboxFilter, cursor: string | null, signal?: AbortSignal) =>
  answer(client.GET("/api/v1/inbox", { params: { query: { ...filter, limit: 30, cursor } }, signal: signal ?? null }));

export const answerReply = (reply_id: number, body: NewAnswer, key: string) =>
  answer(client.POST("/api/v1/inbox/{reply_id}/answer", { params: { path: { reply_id }, header: once(key) }, body }));
