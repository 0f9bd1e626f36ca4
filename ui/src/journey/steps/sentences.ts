import type { FieldInfo, Step, TriggerOn, WaitData } from "~/api/types";
import { conditionWords, fieldWords, isEmpty } from "../conditions/conditions";
import { durationWords, isZero, parseDuration } from "../time/duration";
import { instantWords } from "../time/instant";
import { daysWords } from "../time/weekdays";

/** A sentence in which some words are stressed. */
export type Phrase = readonly (string | { stress: string })[];

export const plain = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === "string" ? part : part.stress)).join("");

type Info = (field: string) => FieldInfo | undefined;
const stress = (text: string) => ({ stress: text });
const orDots = (text: string | null | undefined) => (text === undefined || text === null || text === "" ? "…" : text);

/** What a step does, as a sentence: this is what people read on the canvas. */
export function sentence(step: Step, info: Info = () => undefined): Phrase {
  switch (step.type) {
    case "trigger":
      return triggerSentence(step.data.on, info);
    case "branch":
      return branchSentence(step.data.paths, info);
    case "split":
      return ["Split by chance: ", stress(step.data.arms.map((arm) => arm.percent).join(" / "))];
    case "wait":
      return [...waitSentence(step.data), ...latestWords(step.data.not_later_than, step.data.relative)];
    case "wait_for":
      return [
        "Wait for ",
        stress(orDots(step.data.event)),
        ...(isEmpty(step.data.where) ? [] : [" where ", conditionWords(step.data.where ?? { combinator: "and", rules: [] }, info)]),
        ", at most ",
        stress(durationWords(step.data.timeout)),
      ];
    case "send_sms":
      return [
        "Text ",
        ...(step.data.template_id === undefined
          ? [quoted(step.data.body, "write the message")]
          : [stress(libraryWords(step.data.template_id, info)), " of the library"]),
        ...latestWords(step.data.not_later_than),
      ];
    case "send_email":
      return ["E-mail ", quoted(step.data.subject, "write the subject"), ...latestWords(step.data.not_later_than)];
    case "ask_opt_in":
      return ["Ask to opt in, wait at most ", stress(durationWords(step.data.timeout))];
    case "update_contact":
      return updateSentence(step.data);
    case "webhook":
      return ["Call ", stress(host(step.data.url))];
    case "exit":
      return step.data.reason ? ["Leave: ", stress(step.data.reason)] : ["Leave the journey"];
  }
}

/** A message of the library by its name; an id says nothing to anybody. */
function libraryWords(id: string, info: Info): string {
  if (id === "") return "… choose a message";
  const name = info(`library.${id}`)?.label;
  return name === undefined ? "a message" : `“${name}”`;
}

function quoted(text: string | undefined, missing: string): string | { stress: string } {
  const short = (text ?? "")
    .replaceAll(/\{\{\s*([\w.]+)[^}]*\}\}/g, (_, name: string) => `‹${(name.split(".").at(-1) ?? name).replaceAll("_", " ")}›`)
    .trim()
    .replaceAll(/\s+/g, " ");
  return short === "" ? stress(`… ${missing}`) : `“${short}”`;
}

/** The end of a sentence: until when what was due may still be done. `date` is what a wait counts from. */
function latestWords(limit: string | undefined, date?: WaitData["relative"]): Phrase {
  if (limit === undefined) return [];
  if (limit === "no_limit") return [", ", stress("however late")];
  if (limit === "event") return [", not later than ", stress(date ? targetWords(date.to, date.yearly === true) : "the date waited for")];
  return [", not later than ", stress(durationWords(limit)), " after it was due"];
}

function triggerSentence(on: TriggerOn | undefined, info: Info): Phrase {
  if (!on) return ["Choose how people enter"];
  switch (on.kind) {
    case "event":
      return [
        "When ",
        stress(orDots(on.name)),
        " happens",
        ...(on.where && !isEmpty(on.where) ? [" and ", conditionWords(on.where, info)] : []),
      ];
    case "audience":
      return isEmpty(on.where)
        ? ["At launch: ", stress("all contacts")]
        : ["At launch: contacts who match ", stress(conditionWords(on.where, info))];
    case "manual":
      return ["Contacts added ", stress("by hand"), " or by a call"];
    case "keyword":
      return ["When a phone texts ", stress(orDots(on.keyword.toUpperCase()))];
  }
}

function branchSentence(paths: readonly { label: string; where: Parameters<typeof conditionWords>[0] }[], info: Info): Phrase {
  const [only] = paths;
  if (only && paths.length === 1) {
    const words = only.label || conditionWords(only.where, info);
    return [stress(`${words.charAt(0).toUpperCase()}${words.slice(1)}?`)];
  }
  return ["Which first? ", stress(paths.map((path) => path.label || conditionWords(path.where, info)).join(", "))];
}

function waitSentence(data: WaitData): Phrase {
  if (data.relative) {
    const offset = parseDuration(data.relative.offset);
    const to = stress(targetWords(data.relative.to, data.relative.yearly === true));
    if (!offset || isZero(offset)) return ["Wait until ", to];
    return ["Wait until ", stress(durationWords(data.relative.offset.replace(/^[+-]/, ""))), offset.negative ? " before " : " after ", to];
  }
  if (data.at) {
    const days = daysWords(data.at.weekdays);
    return ["Wait until ", stress(orDots(data.at.time)), ...(days === "" ? [] : [" on ", stress(days)]), ", their time"];
  }
  if (data.until !== undefined) return ["Wait until ", stress(instantWords(data.until))];
  return ["Wait ", stress(data.for === undefined ? "…" : durationWords(data.for))];
}

function targetWords(field: string, yearly: boolean): string {
  if (field === "") return "…";
  return field.startsWith("contact.") ? `their ${yearly ? "next " : ""}${fieldWords(field)}` : field;
}

function updateSentence(data: Extract<Step, { type: "update_contact" }>["data"]): Phrase {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(data.set ?? {})) parts.push(`set ${name} to ${value === null ? "nothing" : String(value)}`);
  if (data.add_tags?.length) parts.push(`add tag ${data.add_tags.join(", ")}`);
  if (data.remove_tags?.length) parts.push(`remove tag ${data.remove_tags.join(", ")}`);
  if (data.add_score) parts.push(`${data.add_score > 0 ? "add" : "take"} ${Math.abs(data.add_score)} ${data.add_score > 0 ? "to" : "from"} the score`);
  if (parts.length === 0) return ["Update the contact: ", stress("… choose what")];
  const words = parts.join(", ");
  return [stress(words.charAt(0).toUpperCase() + words.slice(1))];
}

function host(url: string): string {
  const match = /^https?:\/\/([^/?#]+)(\/[^?#]*)?/.exec(url);
  return match ? `${match[1]}${match[2] && match[2] !== "/" ? match[2] : ""}` : orDots(url);
}
