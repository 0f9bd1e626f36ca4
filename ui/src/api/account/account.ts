import { answer, client } from "../client/client";
import { type Filled, type Schemas, filled } from "../types";

/** What is set for the whole account. */
export type Account = Filled<Schemas["AccountSettings"]>;
export type QuietHours = Account["quiet_hours"];
export type QuietWindow = QuietHours["elsewhere"][number];
export type ByLanguage<Text> = Record<string, Text>;
export type ReplyKind = keyof Account["keywords"];

/** A JSON merge patch (RFC 7396): null takes a setting back to its default. */
export type AccountPatch = { [Name in keyof Account]?: unknown };

export const readAccount = async (): Promise<Account> => filled(await answer(client.GET("/api/v1/account")));
export const changeAccount = async (change: AccountPatch): Promise<Account> =>
  filled(await answer(client.PATCH("/api/v1/account", { body: change })));

export type ApiKey = Schemas["ApiKey"];
export const listKeys = async () => (await answer(client.GET("/api/v1/api-keys"))).items;
export const createKey = (name: string) => answer(client.POST("/api/v1/api-keys", { body: { name } }));
export const revokeKey = (key_id: number) => answer(client.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id } } }));

export const listSenders = async () => (await answer(client.GET("/api/v1/senders"))).items;
export const saveSender = (sender_id: string, body: Schemas["SenderIn"]) =>
  answer(client.PUT("/api/v1/senders/{sender_id}", { params: { path: { sender_id } }, body }));

/** What webhook calls are signed with. */
export type WebhookSecret = Schemas["WebhookSecret"];
export const readWebhookSecret = () => answer(client.GET("/api/v1/webhook-secret"));
export const rotateWebhookSecret = () => answer(client.POST("/api/v1/webhook-secret/rotate", { body: {} }));
export const endPreviousSecret = () => answer(client.DELETE("/api/v1/webhook-secret/previous"));
