import { answer, client } from "../client/client";
import type { Json, Schemas } from "../types";

const at = (external_id: string) => ({ path: { external_id } });

/** What is sent of a contact: what is left out stays as it is. */
export type ContactChange = Schemas["ContactIn"];
export type ConsentChange = Schemas["ConsentIn"];
export type ClaimKept = Schemas["ClaimKept"];

export const listContacts = (search: string, cursor: string | null, signal?: AbortSignal, limit = 50) =>
  answer(client.GET("/api/v1/contacts", { params: { query: { search: search || null, limit, cursor } }, signal: signal ?? null }));
/** Contacts whose name, number or address has these words, for a list to choose from. */
export const searchContacts = (search: string, limit = 20) => listContacts(search, null, undefined, limit);
export const readContact = (id: string, signal?: AbortSignal) =>
  answer(client.GET("/api/v1/contacts/{external_id}", { params: at(id), signal: signal ?? null }));
export const saveContact = (id: string, change: ContactChange) =>
  answer(client.PUT("/api/v1/contacts/{external_id}", { params: at(id), body: change }));

/** One thing that happened to a contact. */
export type TimelineEntry = Schemas["TimelinePage"]["items"][number];
export const readTimeline = (id: string, cursor: string | null) =>
  answer(client.GET("/api/v1/contacts/{external_id}/timeline", { params: { ...at(id), query: { limit: 50, cursor } } }));

export type ConsentLogEntry = Schemas["ConsentLogEntry"];
/** The changes of the consent of a number or an e-mail address. */
export const readConsentLog = (address: string, cursor: string | null) =>
  answer(client.GET("/api/v1/consents/{address}/log", { params: { path: { address }, query: { limit: 100, cursor } } }));
/** Where the browser finds that log as a file and as a page to print. */
export const consentLogAt = (address: string) => `/api/v1/consents/${encodeURIComponent(address)}/log.csv`;
export const consentProofAt = (address: string) => `/api/v1/consents/${encodeURIComponent(address)}/proof`;

export type CheckedPhone = Schemas["CheckedPhone"];
export const checkPhone = (phone: string, country: string | null, signal?: AbortSignal) =>
  answer(client.POST("/api/v1/phones/check", { body: { phone, ...(country ? { country } : {}) }, signal: signal ?? null }));

export const sendEvent = (contact: string, name: string, properties: Record<string, Json>, key: string) =>
  answer(client.POST("/api/v1/events", { body: { contact, name, properties, id: key } }));

/** Imports invented contacts, to try journeys on. Doing it again changes nothing. */
export const loadSamples = () => answer(client.POST("/api/v1/samples/contacts"));
