import { answer, client, done } from "../client/client";
import type { Condition, Schemas } from "../types";

export type SegmentRow = Schemas["SegmentSummary"];
/** A segment, and what asks for it, in words. */
export type Segment = Schemas["Segment"];

const at = (segment_id: string) => ({ params: { path: { segment_id } } });

export const listSegments = (cursor: string | null) => answer(client.GET("/api/v1/segments", { params: { query: { limit: 50, cursor } } }));
export const readSegment = (id: string) => answer(client.GET("/api/v1/segments/{segment_id}", at(id)));
export const createSegment = (name: string, condition: Condition) => answer(client.POST("/api/v1/segments", { body: { name, condition } }));
export const saveSegment = (id: string, name: string, condition: Condition) =>
  answer(client.PUT("/api/v1/segments/{segment_id}", { ...at(id), body: { name, condition } }));
export const deleteSegment = (id: string) => done(client.DELETE("/api/v1/segments/{segment_id}", at(id)));
export const countMembers = (id: string) => answer(client.GET("/api/v1/segments/{segment_id}/count", at(id)));
export const countWhere = (condition: Condition, signal?: AbortSignal) =>
  answer(client.POST("/api/v1/segments/count", { body: { condition }, signal: signal ?? null }));
export const contactsWhere = (condition: Condition, signal?: AbortSignal) =>
  answer(client.POST("/api/v1/segments/contacts", { params: { query: { limit: 10 } }, body: { condition }, signal: signal ?? null }));
