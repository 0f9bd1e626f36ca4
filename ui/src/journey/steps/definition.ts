import type { Icon } from "@tabler/icons-react";
import type { Condition, StepData, StepType } from "~/api/types";
import type { FieldLookup, Phrase } from "./phrase";

/** What a step is about; the only thing a step's colour says. */
export type Kind = "start" | "message" | "time" | "logic" | "action" | "end";

/** A named way out of a step. */
export interface Outlet {
  id: string;
  /** Empty for the one outlet of a step that has no choice to explain. */
  label: string;
  /** Has a meaning of its own when it leads nowhere. */
  optional: boolean;
  /** What people do who leave by it when it leads nowhere. */
  whenOpen: "end" | "go on";
}

export const outlet = (id: string, label: string, more: Partial<Outlet> = {}): Outlet => ({
  id,
  label,
  optional: false,
  whenOpen: "end",
  ...more,
});

/** Somebody invented for a rehearsal, on the way through the journey. */
export interface Traveller {
  optedIn: boolean;
  /** Which of this step's decisions should hold for them; null for none. */
  decision: number | null;
  /** Settles what makes a condition hold, or not hold; gives whether it holds then. */
  settle(condition: Condition, holds: boolean): boolean;
}

/** All that the UI knows of a type of step, but its form, which `builder/steps` adds. */
export interface StepDefinition<T extends StepType> {
  type: T;
  label: string;
  /** One line about it, in the palette. */
  hint: string;
  kind: Kind;
  icon: Icon;
  /** Begins the ids of such steps, which people read in conditions and rehearsals. */
  prefix: string;
  /** Other words people look for. */
  searchWords: string;
  /** The data of a new step. */
  newData(): StepData[T];
  /** In the order they are drawn. */
  outlets(data: StepData[T]): Outlet[];
  /** What a step does: this is what people read on the canvas. */
  sentence(data: StepData[T], info: FieldLookup): Phrase;
  /** Whether people may come round to it again: time passes here. */
  waits?: boolean;
  /** By what it sends a message to the contact; left out when it sends none. */
  channel?: "sms" | "email";
  /** Ids of the library's messages that it sends. */
  libraryMessages?(data: StepData[T]): string[];
  /** The data with every condition in it passed through `change`. */
  mapConditions?(data: StepData[T], change: (condition: Condition) => Condition): StepData[T];
  /** The data of a file or of the API with what it may leave out; nulls are gone already. */
  completed?(data: Partial<StepData[T]>): StepData[T];
  /** The conditions by which it sends people different ways, in order. */
  decisions?(data: StepData[T]): readonly Condition[];
  /** The outlet somebody invented leaves by; `next` where it is left out. */
  outletTaken?(data: StepData[T], traveller: Traveller): string;
}
