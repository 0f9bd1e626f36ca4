import { get, post, put, remove } from "./http";
import type { Page } from "./types";

export type LibraryKind = "message" | "quick_response";

export interface LibraryRow {
  id: string;
  name: string;
  kind: LibraryKind;
  version: number;
  /** The language for contacts whose own has no text. */
  fallback: string;
  /** By language, Liquid. */
  texts: Record<string, string>;
  archived_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface LibraryUse {
  journey: string;
  name: string;
  node_id: string;
  version: number;
  /** Whether that is what the message says now. */
  newest: boolean;
}

export interface TextCount {
  language: string;
  encoding: "GSM-7" | "UCS-2";
  segments: number;
  characters: number;
}

export type LibraryMessage = LibraryRow & { counts: TextCount[]; used_by: LibraryUse[] };

export interface LibraryVersion {
  version: number;
  fallback: string;
  texts: Record<string, string>;
  actor: string | null;
  created_at: string;
}

export interface LibraryText {
  name: string;
  texts: Record<string, string>;
  fallback: string;
}

const at = (id: string, rest = ""): string => `/library/${encodeURIComponent(id)}${rest}`;

export const listLibrary = (filter: { search?: string; archived?: boolean; kind?: LibraryKind }, cursor: string | null): Promise<Page<LibraryRow>> =>
  get("/library", { ...filter, limit: 50, cursor });
export const readLibraryMessage = (id: string): Promise<LibraryMessage> => get(at(id));
export const createLibraryMessage = (kind: LibraryKind, text: LibraryText): Promise<LibraryMessage> => post("/library", { ...text, kind });
export const saveLibraryMessage = (id: string, text: LibraryText): Promise<LibraryMessage> => put(at(id), text);
export const archiveLibraryMessage = (id: string): Promise<unknown> => remove(at(id));
export const listLibraryVersions = async (id: string): Promise<LibraryVersion[]> =>
  (await get<{ items: LibraryVersion[] }>(at(id, "/versions"))).items;
