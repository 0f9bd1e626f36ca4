import type { Step, StepData, StepOf, StepType } from "~/api/types";
import type { Outlet, StepDefinition } from "./definition";
import type { FieldLookup, Phrase } from "./phrase";
import { askOptIn } from "./types/askOptIn";
import { branch } from "./types/branch";
import { exit } from "./types/exit";
import { sendEmail } from "./types/sendEmail";
import { sendSms } from "./types/sendSms";
import { split } from "./types/split";
import { trigger } from "./types/trigger";
import { updateContact } from "./types/updateContact";
import { wait } from "./types/wait";
import { waitFor } from "./types/waitFor";
import { webhook } from "./types/webhook";

/** Every type of step that the API knows, in the order of the palette. A type that is missing here does not compile. */
const DEFINITIONS: { readonly [T in StepType]: StepDefinition<T> } = {
  trigger,
  send_sms: sendSms,
  send_email: sendEmail,
  ask_opt_in: askOptIn,
  wait,
  wait_for: waitFor,
  branch,
  split,
  update_contact: updateContact,
  webhook,
  exit,
};

/** A definition of which only the type's own words are read, whatever its data are. */
export type AnyStepDefinition = { [T in StepType]: StepDefinition<T> }[StepType];

export const STEP_DEFINITIONS: readonly AnyStepDefinition[] = Object.values(DEFINITIONS);

/** Types that can be added: a journey has one start. */
export const ADDABLE: readonly AnyStepDefinition[] = STEP_DEFINITIONS.filter((definition) => definition.kind !== "start");

export function definitionOf<T extends StepType>(type: T): (typeof DEFINITIONS)[T] {
  // A document may come from a file, or from a newer server.
  if (!Object.hasOwn(DEFINITIONS, type)) throw new Error(`no step type is called "${type}"`);
  return DEFINITIONS[type];
}

export const newData = <T extends StepType>(type: T): StepData[T] => definitionOf(type).newData();

/** The outlets of a step, in the order they are drawn. */
export const outletsOf = <T extends StepType>(step: StepOf<T>): Outlet[] => definitionOf(step.type).outlets(step.data);

export const outletOf = (step: Step, id: string): Outlet | undefined => outletsOf(step).find((outlet) => outlet.id === id);

/** What a step does, as a sentence. */
export const sentence = <T extends StepType>(step: StepOf<T>, info: FieldLookup = () => undefined): Phrase =>
  definitionOf(step.type).sentence(step.data, info);
