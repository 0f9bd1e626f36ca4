import { answer, client } from "../client/client";

const at = (enrolment_id: number) => ({ params: { path: { enrolment_id } } });

export const enrolmentsAt = (journey: string, step: string, cursor: string | null) =>
  answer(client.GET("/api/v1/enrolments", { params: { query: { journey, step, status: "active", limit: 15, cursor } } }));
export const enrolmentsOf = (journey: string, contact: string) =>
  answer(client.GET("/api/v1/enrolments", { params: { query: { journey, contact, limit: 20 } } }));
export const enrolmentsOfContact = (contact: string, cursor: string | null) =>
  answer(client.GET("/api/v1/enrolments", { params: { query: { contact, limit: 50, cursor } } }));
export const loadEnrolment = (id: number) => answer(client.GET("/api/v1/enrolments/{enrolment_id}", at(id)));
export const cancelEnrolment = (id: number) => answer(client.POST("/api/v1/enrolments/{enrolment_id}/cancel", at(id)));
