import type { FormIn, FormSettings, OptInForm } from "~/api/contacts/forms";

/** A form as it is being written. */
export type FormDraft = Omit<FormIn, "open">;

/** The shortest wording that can say what a consent has to say; the server refuses less. */
export const SHORTEST_WORDING = 20;

const SETTINGS: FormSettings = {
  title: null,
  intro: "",
  phone_label: null,
  button: null,
  thanks: "",
  language: "en",
  asks: ["first_name"],
  double_opt_in: true,
  question: null,
  tags: [],
};

/** Where a new form begins: in English with a wording that says what it must. */
export function freshDraft(account: { name: string | null; language: string } | undefined): FormDraft {
  const language = account?.language ?? "en";
  const english = language.split("-")[0] === "en";
  return { name: "", wording: english && account?.name !== null ? firstWording(account?.name ?? "us") : "", settings: { ...SETTINGS, language } };
}

/** Who texts, what and how often; that it is no condition; what it costs; how to stop and to get help (CTIA, 47 CFR 64.1200). */
export const firstWording = (name: string): string =>
  `I agree to get marketing texts from ${name}, up to 4 a month. Consent is not a condition of purchase. ` +
  "Msg & data rates may apply. Reply STOP to end, HELP for help.";

export const draftOf = ({ name, wording, settings }: OptInForm): FormDraft => ({ name, wording, settings });

/** The draft as it is saved: without blanks around, and with null where the built-in words are taken. */
export function saved(draft: FormDraft): FormDraft {
  const { settings } = draft;
  return {
    name: draft.name.trim(),
    wording: draft.wording.trim(),
    settings: {
      ...settings,
      title: own(settings.title),
      phone_label: own(settings.phone_label),
      button: own(settings.button),
      question: own(settings.question),
      asks: ASKED.filter((field) => settings.asks.includes(field)),
    },
  };
}

export const ASKED = ["first_name", "last_name", "email"] as const;

const own = (text: string | null): string | null => (text === null || text.trim() === "" ? null : text.trim());

/** Why a draft can't be saved as it stands. */
export function problemOf(draft: FormDraft): string | null {
  const { name, wording, settings } = saved(draft);
  if (name === "") return "The form needs a name.";
  if (wording === "") return "Write what people agree to.";
  if (wording.length < SHORTEST_WORDING) return "What people agree to is too short. It must say who texts them, what about, and how to stop.";
  if (settings.double_opt_in && settings.question !== null && !/\bSTART\b/i.test(settings.question)) return "The question has to ask to reply START.";
  return null;
}

export const same = (a: FormDraft, b: FormDraft): boolean => JSON.stringify(saved(a)) === JSON.stringify(saved(b));
