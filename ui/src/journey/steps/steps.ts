import type { Step, StepData, StepType } from "~/api/types";

/** What a step is about; the only thing a step's colour says. */
export type Kind = "start" | "message" | "time" | "logic" | "action" | "end";

export interface StepInfo {
  type: StepType;
  label: string;
  hint: string;
  kind: Kind;
  /** Begins the ids of such steps, which people read in conditions and rehearsals. */
  prefix: string;
  /** Other words people look for. */
  words: string;
}

/** Every type of step, in the order of the palette. */
export const STEP_TYPES: readonly StepInfo[] = [
  { type: "trigger", label: "Start", hint: "Who enters, and when", kind: "start", prefix: "start", words: "trigger event audience keyword" },
  { type: "send_sms", label: "Send SMS", hint: "A text message, to those who opted in", kind: "message", prefix: "sms", words: "text message" },
  { type: "send_email", label: "Send e-mail", hint: "An e-mail, for those who get no SMS", kind: "message", prefix: "email", words: "mail" },
  { type: "ask_opt_in", label: "Ask for opt-in", hint: "Asks once to reply START, and waits for it", kind: "message", prefix: "ask", words: "consent double opt in permission" },
  { type: "wait", label: "Wait", hint: "For a while, or until a time", kind: "time", prefix: "wait", words: "delay until time schedule" },
  { type: "wait_for", label: "Wait for an event", hint: "Until it happens, or time runs out", kind: "time", prefix: "until", words: "event happened timeout reply click" },
  { type: "branch", label: "Branch", hint: "Different ways by what is known", kind: "logic", prefix: "branch", words: "if condition decision consent filter" },
  { type: "split", label: "Split by chance", hint: "Shares for an A/B test", kind: "logic", prefix: "split", words: "random ab test percent experiment" },
  { type: "update_contact", label: "Update contact", hint: "Set fields, tags or score", kind: "action", prefix: "update", words: "tag attribute score set" },
  { type: "webhook", label: "Call a webhook", hint: "Tells another system", kind: "action", prefix: "hook", words: "http api request" },
  { type: "exit", label: "Exit", hint: "Ends the journey here", kind: "end", prefix: "exit", words: "end stop leave" },
];

const BY_TYPE = new Map(STEP_TYPES.map((info) => [info.type, info]));

export function stepInfo(type: StepType): StepInfo {
  const info = BY_TYPE.get(type);
  if (!info) throw new Error(`no step type is called "${type}"`);
  return info;
}

/** Types that can be added: a journey has one start. */
export const ADDABLE: readonly StepInfo[] = STEP_TYPES.filter((info) => info.type !== "trigger");

const CONSENT = { combinator: "and", rules: [{ field: "consent.sms", operator: "=", value: "opted_in" }] } as const;

const DEFAULTS: { [T in StepType]: () => StepData[T] } = {
  trigger: () => ({ on: { kind: "event", name: "" } }),
  branch: () => ({ paths: [{ id: "yes", label: "Opted in to SMS", where: structuredClone({ ...CONSENT, rules: [...CONSENT.rules] }) }] }),
  split: () => ({ arms: [{ id: "a", percent: 50 }, { id: "b", percent: 50 }] }),
  wait: () => ({ for: "P1D" }),
  wait_for: () => ({ event: "", timeout: "P3D" }),
  send_sms: () => ({ body: "", opt_out_clause: "auto", on_unknown: "hold" }),
  send_email: () => ({ subject: "", body: "" }),
  update_contact: () => ({}),
  webhook: () => ({ url: "", method: "POST" }),
  ask_opt_in: () => ({ body: "Reply START to receive texts from {{ account.name }}. Msg & data rates may apply.", timeout: "P7D" }),
  exit: () => ({}),
};

export function newData<T extends StepType>(type: T): StepData[T] {
  return DEFAULTS[type]();
}

export interface Outlet {
  id: string;
  /** Empty for the one way on of a step that has no choice to explain. */
  label: string;
  /** Has a meaning of its own when it leads nowhere. */
  optional: boolean;
}

const way = (id: string, label: string, optional = false): Outlet => ({ id, label, optional });

/** The outlets of a step, in the order they are drawn. */
export function outletsOf(step: Step): Outlet[] {
  switch (step.type) {
    case "trigger":
    case "update_contact":
      return [way("next", "")];
    case "branch":
      return [...step.data.paths.map((path) => way(path.id, path.label || path.id)), way("else", "Everyone else")];
    case "split":
      return step.data.arms.map((arm) => way(arm.id, `${arm.label || arm.id.toUpperCase()} · ${arm.percent}%`));
    case "wait":
      return step.data.relative || step.data.until
        ? [way("next", ""), way("missed", "Already past", true)]
        : [way("next", "")];
    case "wait_for":
      return [way("happened", "Happened"), way("timed_out", "Time ran out")];
    case "send_sms":
    case "send_email":
      return [way("next", ""), way("not_sent", "Not sent", true)];
    case "webhook":
      return [way("next", ""), way("failed", "Failed", true)];
    case "ask_opt_in":
      return [way("opted_in", "Opted in"), way("timed_out", "No answer")];
    case "exit":
      return [];
  }
}

export const outlet = (step: Step, id: string): Outlet | undefined => outletsOf(step).find((one) => one.id === id);

/** Whether a contact rests here, so that a turn through this step takes time. */
export function waits(step: Step): boolean {
  return step.type === "wait" || step.type === "wait_for";
}
