import { answer, client } from "../client/client";
import { type Filled, type Schemas, filled } from "../types";

/** What a form shows and asks. Null takes the built-in words in its language. */
export type FormSettings = Filled<Schemas["FormSettings"]>;
export type FormRow = Filled<Schemas["FormSummary"]>;
/** A form, where it is, and what came of it. */
export type OptInForm = Filled<Schemas["Form"]>;
export type FormWording = Schemas["Wording"];
/** What a form says by itself in one language. */
export type FormWords = Schemas["FormWords"];
export type FormIn = Filled<Schemas["FormIn"]>;

const at = (form_id: string) => ({ params: { path: { form_id } } });

export const listForms = async (cursor: string | null) =>
  filled(await answer(client.GET("/api/v1/forms", { params: { query: { limit: 50, cursor } } })));
export const readForm = async (id: string) => filled(await answer(client.GET("/api/v1/forms/{form_id}", at(id))));
export const createForm = async (form: FormIn) => filled(await answer(client.POST("/api/v1/forms", { body: form })));
export const saveForm = async (id: string, form: FormIn) =>
  filled(await answer(client.PUT("/api/v1/forms/{form_id}", { ...at(id), body: form })));
export const listWordings = async (id: string) => (await answer(client.GET("/api/v1/forms/{form_id}/wordings", at(id)))).items;
export const readFormWords = (language: string) => answer(client.GET("/api/v1/forms/words", { params: { query: { language } } }));
