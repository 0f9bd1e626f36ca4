import { get, post, put, remove } from "./http";
import type { Condition, Contact, Page } from "./types";

export interface SegmentRow {
  id: string;
  name: string;
  condition: Condition;
  created_at: string;
  updated_at: string;
}
/** A segment, and what asks for it, in words. */
export type Segment = SegmentRow & { used_by: string[] };

export interface SegmentCount {
  count: number;
  /** Contacts there are. */
  of: number;
  /** False when some contacts were asked to stand for all. */
  exact: boolean;
}

const at = (id: string, rest = ""): string => `/segments/${encodeURIComponent(id)}${rest}`;

export const listSegments = (cursor: string | null): Promise<Page<SegmentRow>> => get("/segments", { limit: 50, cursor });
export const readSegment = (id: string): Promise<Segment> => get(at(id));
export const createSegment = (name: string, condition: Condition): Promise<Segment> => post("/segments", { name, condition });
export const saveSegment = (id: string, name: string, condition: Condition): Promise<Segment> => put(at(id), { name, condition });
export const deleteSegment = (id: string): Promise<unknown> => remove(at(id));
export const countMembers = (id: string): Promise<SegmentCount> => get(at(id, "/count"));
export const countWhere = (condition: Condition, signal?: AbortSignal): Promise<SegmentCount> =>
  post("/segments/count", { condition }, signal ? { signal } : {});
export const contactsWhere = (condition: Condition, signal?: AbortSignal): Promise<Page<Contact>> =>
  post("/segments/contacts", { condition }, { query: { limit: 10 }, ...(signal ? { signal } : {}) });
