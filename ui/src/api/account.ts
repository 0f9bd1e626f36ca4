import { get, patch, post, put, remove } from "./http";
import type { Page, Sender, Weekday } from "./types";

export interface QuietWindow {
  start: string;
  end: string;
  weekdays: Weekday[] | null;
  holidays: string | null;
}
export interface QuietHours {
  by_country: Record<string, QuietWindow[]>;
  elsewhere: QuietWindow[];
}
export type ByLanguage<T> = Record<string, T>;

/** What is set for the whole account. */
export interface Account {
  name: string;
  timezone: string;
  region: string;
  language: string;
  sms_enabled: boolean;
  sender: string;
  transactional_allows_unknown: boolean;
  opt_out_matching: "reasonable" | "keywords_only";
  quiet_hours: QuietHours;
  frequency_cap: { messages: number; per: string } | null;
  opt_out_clause: { texts: ByLanguage<string>; every_days: number; always: boolean };
  keywords: Record<ReplyKind, ByLanguage<string[]>>;
  replies: Record<ReplyKind, ByLanguage<string>>;
}
export type ReplyKind = "opt_out" | "opt_in" | "help";

/** A JSON merge patch (RFC 7396): null takes a setting back to its default. */
export type AccountPatch = { [Name in keyof Account]?: unknown };

export const readAccount = (): Promise<Account> => get("/account");
export const changeAccount = (change: AccountPatch): Promise<Account> => patch("/account", change);

export interface ApiKey {
  id: number;
  name: string;
  created_at: string;
  revoked_at: string | null;
}
export const listKeys = async (): Promise<ApiKey[]> => (await get<{ items: ApiKey[] }>("/api-keys")).items;
export const createKey = (name: string): Promise<ApiKey & { key: string }> => post("/api-keys", { name });
export const revokeKey = (id: number): Promise<ApiKey> => remove(`/api-keys/${id}`);

export const readSenders = async (): Promise<Sender[]> => (await get<Page<Sender>>("/senders")).items;
export const saveSender = (id: string, sender: Omit<Sender, "id">): Promise<Sender> => put(`/senders/${encodeURIComponent(id)}`, sender);
