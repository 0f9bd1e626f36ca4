import { get, post, put } from "./http";
import type { Page } from "./types";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type PhoneMessage = Schemas["PhoneMessage"];
export type PhoneSummary = Schemas["PhoneSummary"];

const at = (e164: string, rest = ""): string => `/sandbox/phones/${encodeURIComponent(e164)}${rest}`;

export const listPhones = (search: string, cursor: string | null): Promise<Page<PhoneSummary>> =>
  get("/sandbox/phones", { search, limit: 100, cursor });
export const readPhone = async (e164: string, signal?: AbortSignal): Promise<PhoneMessage[]> =>
  (await get<Schemas["Phone"]>(at(e164), {}, signal)).messages;
/** Texts from a virtual phone; answered when all that follows from it for consent has been written. */
export const replyFrom = (e164: string, body: string): Promise<Schemas["Replied"]> => post(at(e164, "/reply"), { body });
/** How the virtual carrier answers for a phone, for so many messages. */
export const scriptPhone = (e164: string, answer: string, times: number | null): Promise<unknown> =>
  put(at(e164, "/script"), { answer, ...(times === null ? {} : { times }) });
