import { describe, expect, it } from "vitest";
import { draftOf, firstWording, type FormDraft, freshDraft, problemOf, same, saved } from "./formDraft";

const fresh = (change: Partial<FormDraft> = {}, settings: Partial<FormDraft["settings"]> = {}): FormDraft => {
  const begun = freshDraft({ name: "Harbour Books", language: "en" });
  return { ...begun, name: "Footer", ...change, settings: { ...begun.settings, ...settings } };
};

describe("a form being written", () => {
  it("begins with a wording that says who, how often, what it costs and how to stop", () => {
    const { wording } = freshDraft({ name: "Harbour Books", language: "en" });
    for (const part of ["Harbour Books", "up to 4 a month", "rates may apply", "STOP", "HELP"]) expect(wording).toContain(part);
    expect(problemOf(fresh())).toBeNull();
  });

  it("begins without a wording in another language than ours", () => {
    const draft = freshDraft({ name: "Hafenbuch", language: "de-AT" });
    expect(draft.wording).toBe("");
    expect(draft.settings.language).toBe("de-AT");
  });

  it.each([
    [fresh({ name: "  " }), "needs a name"],
    [fresh({ wording: " " }), "what people agree to"],
    [fresh({ wording: "I agree." }), "too short"],
    [fresh({}, { question: "Answer YES to join" }), "reply START"],
    [fresh({}, { question: "Answer RESTART to join" }), "reply START"],
  ])("can't be saved when something is missing", (draft, words) => expect(problemOf(draft)).toContain(words));

  it("needs no START in a question that is not asked", () => expect(problemOf(fresh({}, { question: "Hm?", double_opt_in: false }))).toBeNull());

  it("takes the built-in words where nothing is written", () => {
    const { settings } = saved(fresh({}, { title: "  ", button: " Join ", phone_label: "", question: "" }));
    expect(settings).toMatchObject({ title: null, button: "Join", phone_label: null, question: null });
  });

  it("asks in one order, whichever was ticked first", () =>
    expect(same(fresh({}, { asks: ["email", "first_name"] }), fresh({}, { asks: ["first_name", "email"] }))).toBe(true));

  it("is not changed by blanks around its words", () => {
    const draft = fresh();
    expect(same(draft, { ...draft, name: " Footer ", wording: `${firstWording("Harbour Books")}\n` })).toBe(true);
    expect(same(draft, { ...draft, name: "Header" })).toBe(false);
  });

  it("is what was saved, when it is opened again", () => {
    const draft = fresh();
    const form = { ...draft, id: "f_1", open: true, url: "", snippet: "", submissions: {}, wording_version: 1, created_at: "", updated_at: "" };
    expect(draftOf(form)).toEqual(draft);
  });
});
