import { download, upload } from "../client/files";
import type { Schemas } from "../types";

/** Something about one row of a file; rows count as in a spreadsheet, where the header is row 1. */
export type RowProblem = Schemas["RowProblem"];
export type ImportResult = Schemas["ImportResult"];
export type ImportPreview = Schemas["ImportPreview"];
export type PreviewColumn = Schemas["PreviewColumn"];
export type OptOutResult = Schemas["OptOutResult"];

/**
 * What is said of a file: which column becomes what, where and when its people agreed, what it is written in. The
 * description has it as a text of JSON only.
 */
export interface ImportMapping {
  columns?: Record<string, string>;
  consent?: { source?: string; date?: string };
  encoding?: string;
}

/** As much of a file as is sent to be looked at. */
const HEAD = 1024 * 1024;

/** What an import would make of a file; nothing is imported. */
export const previewImport = (file: File, mapping: ImportMapping, signal?: AbortSignal) =>
  upload("/api/v1/contacts/import/preview", { file: file.slice(0, HEAD), name: file.name, mapping: JSON.stringify(mapping), signal });

/** Imports a file. `onSent` is told how much of it has gone, from 0 to 1: rows are written while it is being sent. */
export const importContacts = (file: File, mapping: ImportMapping, onSent: (part: number) => void, signal?: AbortSignal) =>
  upload("/api/v1/contacts/import", { file, name: file.name, mapping: JSON.stringify(mapping), onSent, signal });

/** Opts out every number and address of a list. */
export const importOptOuts = (file: File, onSent: (part: number) => void, signal?: AbortSignal) =>
  upload("/api/v1/opt-outs/import", { file, name: file.name, onSent, signal });

export const saveExport = (what: "contacts" | "opt-outs"): Promise<void> => download(`/api/v1/export/${what}`, `${what}.csv`);
