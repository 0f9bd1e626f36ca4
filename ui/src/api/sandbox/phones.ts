import { answer, client, done } from "../client/client";
import type { Schemas } from "../types";

export type PhoneMessage = Schemas["PhoneMessage"];
export type PhoneSummary = Schemas["PhoneSummary"];

const at = (e164: string) => ({ params: { path: { e164 } } });

export const listPhones = (search: string, cursor: string | null) =>
  answer(client.GET("/api/v1/sandbox/phones", { params: { query: { search: search || undefined, limit: 100, cursor } } }));
export const readPhone = async (e164: string, signal?: AbortSignal) =>
  (await answer(client.GET("/api/v1/sandbox/phones/{e164}", { ...at(e164), signal: signal ?? null }))).messages;
/** Texts from a virtual phone; answered when all that follows from it for consent has been written. */
export const replyFrom = (e164: string, body: string) => answer(client.POST("/api/v1/sandbox/phones/{e164}/reply", { ...at(e164), body: { body } }));
/** How the virtual carrier answers for a phone, for so many messages. */
export const scriptPhone = (e164: string, reply: string, times: number | null) =>
  done(client.PUT("/api/v1/sandbox/phones/{e164}/script", { ...at(e164), body: { answer: reply, ...(times === null ? {} : { times }) } }));
