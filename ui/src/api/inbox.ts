import { get, post } from "./http";
import type { Page } from "./types";

export type ReplyKind = "opt_out" | "opt_in" | "help" | "other";

export interface InboxReply {
  id: number;
  number: string;
  contact: { external_id: string; first_name: string | null; last_name: string | null } | null;
  body: string;
  at: string;
  kind: ReplyKind;
  /** `keyword`, or `intent` where the words only meant it. */
  matched: string | null;
  /** What it most likely answers: the last message its phone had got. */
  to: { id: number; body: string | null; node_id: string | null; journey: string | null; journey_name: string | null } | null;
  answers: { message_id: number; body: string | null; actor: string; at: string; state: string; reason: string | null }[];
  /** Null when it can be answered now; else why not, in words. */
  answerable: string | null;
}

export interface InboxFilter {
  journey?: string | undefined;
  node?: string | undefined;
  kind?: string | undefined;
  answered?: boolean | undefined;
}

export const listReplies = (filter: InboxFilter, cursor: string | null, signal?: AbortSignal): Promise<Page<InboxReply>> =>
  get("/inbox", { ...filter, limit: 30, cursor }, signal);

export type NewAnswer = { body: string } | { template_id: string };
export const answerReply = (id: number, answer: NewAnswer, key: string): Promise<InboxReply> =>
  post(`/inbox/${id}/answer`, answer, { headers: { "Idempotency-Key": key } });
