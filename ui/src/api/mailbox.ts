import { get } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type MailRow = Schemas["MailSummary"];
export type Mail = Schemas["Mail"];
export type MailPage = Schemas["MailPage"];

/** E-mails in the local mailbox, newest first; `search` is a part of the address they went to. */
export const listMails = (search: string, cursor: string | null): Promise<MailPage> => get("/sandbox/mailbox", { search, limit: 50, cursor });
export const readMail = (id: string): Promise<Mail> => get(`/sandbox/mailbox/${encodeURIComponent(id)}`);
