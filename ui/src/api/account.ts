import { get, patch, post, put, remove } from "./http";
import type { components } from "./schema";
import type { Page, Sender } from "./types";

type Schemas = components["schemas"];

/** Settings as they are answered: with every default filled in. */
type Whole<T> = T extends readonly (infer One)[] ? Whole<One>[] : T extends object ? { [Name in keyof T]-?: Whole<T[Name]> } : T;

/** What is set for the whole account. */
export type Account = Whole<Schemas["AccountSettings"]>;
export type QuietHours = Account["quiet_hours"];
export type QuietWindow = QuietHours["elsewhere"][number];
export type ByLanguage<T> = Record<string, T>;
export type ReplyKind = keyof Account["keywords"];

/** A JSON merge patch (RFC 7396): null takes a setting back to its default. */
export type AccountPatch = { [Name in keyof Account]?: unknown };

export const readAccount = (): Promise<Account> => get("/account");
export const changeAccount = (change: AccountPatch): Promise<Account> => patch("/account", change);

export type ApiKey = Schemas["ApiKey"];
export const listKeys = async (): Promise<ApiKey[]> => (await get<{ items: ApiKey[] }>("/api-keys")).items;
export const createKey = (name: string): Promise<Schemas["CreatedKey"]> => post("/api-keys", { name });
export const revokeKey = (id: number): Promise<ApiKey> => remove(`/api-keys/${id}`);

export const readSenders = async (): Promise<Sender[]> => (await get<Page<Sender>>("/senders")).items;
export const saveSender = (id: string, sender: Schemas["SenderIn"]): Promise<Sender> => put(`/senders/${encodeURIComponent(id)}`, sender);

/** What webhook calls are signed with. */
export type WebhookSecret = Schemas["WebhookSecret"];
export const readWebhookSecret = (): Promise<WebhookSecret> => get("/webhook-secret");
export const rotateWebhookSecret = (): Promise<WebhookSecret> => post("/webhook-secret/rotate", {});
export const endPreviousSecret = (): Promise<WebhookSecret> => remove("/webhook-secret/previous");
