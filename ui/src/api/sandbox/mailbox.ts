import { answer, client } from "../client/client";
import type { Schemas } from "../types";

export type MailRow = Schemas["MailSummary"];
export type Mail = Schemas["Mail"];
export type MailPage = Schemas["MailPage"];

/** E-mails in the local mailbox, newest first; `search` is a part of the address they went to. */
export const listMails = (search: string, cursor: string | null) =>
  answer(client.GET("/api/v1/sandbox/mailbox", { params: { query: { search: search || undefined, limit: 50, cursor } } }));
export const readMail = (mail_id: number) => answer(client.GET("/api/v1/sandbox/mailbox/{mail_id}", { params: { path: { mail_id } } }));
