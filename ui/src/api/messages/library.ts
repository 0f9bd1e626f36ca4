import { answer, client, done } from "../client/client";
import type { Schemas } from "../types";

export type LibraryRow = Schemas["LibrarySummary"];
export type LibraryKind = LibraryRow["kind"];
export type LibraryMessage = Schemas["LibraryMessage"];
export type LibraryText = Required<Schemas["LibraryText"]>;

export interface LibraryFilter {
  search?: string;
  archived?: boolean;
  kind?: LibraryKind;
}

const at = (message_id: string) => ({ params: { path: { message_id } } });

export const listLibrary = ({ search, ...filter }: LibraryFilter, cursor: string | null) =>
  answer(client.GET("/api/v1/library", { params: { query: { ...filter, search: search || null, limit: 50, cursor } } }));
export const readLibraryMessage = (id: string) => answer(client.GET("/api/v1/library/{message_id}", at(id)));
export const createLibraryMessage = (kind: LibraryKind, text: LibraryText) =>
  answer(client.POST("/api/v1/library", { body: { ...text, kind } }));
export const saveLibraryMessage = (id: string, text: LibraryText) =>
  answer(client.PUT("/api/v1/library/{message_id}", { ...at(id), body: text }));
export const archiveLibraryMessage = (id: string) => done(client.DELETE("/api/v1/library/{message_id}", at(id)));
export const listLibraryVersions = async (id: string) => (await answer(client.GET("/api/v1/library/{message_id}/versions", at(id)))).items;
/** A message of the library as it would arrive. */
export const previewLibraryMessage = (id: string, question: Schemas["LibraryQuestion"]) =>
  answer(client.POST("/api/v1/library/{message_id}/preview", { ...at(id), body: question }));
