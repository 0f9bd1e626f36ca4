import { get, post, put } from "./http";
import type { components } from "./schema";
import type { Page } from "./types";

type Schemas = components["schemas"];

/** What a form shows and asks, with every default filled in. Null takes the built-in words in its language. */
export type FormSettings = Required<Schemas["FormSettings"]>;
type Whole<Of extends { settings: unknown }> = Omit<Of, "settings"> & { settings: FormSettings };

export type FormRow = Whole<Schemas["FormSummary"]>;
/** A form, where it is, and what came of it. */
export type OptInForm = Whole<Schemas["Form"]>;
export type FormWording = Schemas["Wording"];
/** What a form says by itself in one language. */
export type FormWords = Schemas["FormWords"];

export interface FormIn {
  name: string;
  wording: string;
  settings: FormSettings;
  open: boolean;
}

const at = (id: string, rest = ""): string => `/forms/${encodeURIComponent(id)}${rest}`;

export const listForms = (cursor: string | null): Promise<Page<FormRow>> => get("/forms", { limit: 50, cursor });
export const readForm = (id: string): Promise<OptInForm> => get(at(id));
export const createForm = (form: FormIn): Promise<OptInForm> => post("/forms", form);
export const saveForm = (id: string, form: FormIn): Promise<OptInForm> => put(at(id), form);
export const listWordings = async (id: string): Promise<FormWording[]> => (await get<{ items: FormWording[] }>(at(id, "/wordings"))).items;
export const readFormWords = (language: string): Promise<FormWords> => get("/forms/words", { language });
