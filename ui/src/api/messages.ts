import { get, post } from "./http";
import type { Enrolment, Page } from "./types";

/** One message with its whole life. */
export interface SentMessage {
  id: number;
  channel: string;
  to: string | null;
  subject: string | null;
  body: string | null;
  encoding: string | null;
  segments: number;
  state: string;
  reason: string | null;
  /** The reason in words. */
  sentence: string | null;
  /** The carrier's own code. */
  code: string | null;
  carrier: string | null;
  carrier_id: string | null;
  sender: string | null;
  message_class: string;
  node_id: string | null;
  visit: number;
  /** Whether the opt-out clause was appended. */
  clause: boolean;
  /** Merge fields that had no value. */
  notes: string[];
  journey: string | null;
  contact: string | null;
  enrolment_id: number | null;
  times: MessageTimes;
}

export interface MessageTimes {
  created: string;
  claimed: string | null;
  handed: string | null;
  delivered: string | null;
  clicked: string | null;
  replied: string | null;
  settled: string | null;
}

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
