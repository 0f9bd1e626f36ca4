import type { Icon } from "@tabler/icons-react";
import type { JourneyDocument, StepType } from "~/api/types";
import type { Place } from "../edit/edit";
import type { History } from "../edit/history";
import type { Mode } from "../state/editor";

/** What an action may look at. */
export interface View {
  document: JourneyDocument;
  selection: readonly string[];
  edge: string | null;
  history: History;
  mode: Mode;
}

/** What is asked of the world around the editor; carried out by the page, so that actions stay pure. */
export type Effect =
  | { do: "undo" }
  | { do: "redo" }
  | { do: "copy"; text: string }
  | { do: "paste" }
  | { do: "fit"; steps: readonly string[] | null }
  | { do: "zoom"; by: "in" | "out" | "one" }
  | { do: "reveal"; step: string; focus: boolean }
  | { do: "edit-step" }
  | { do: "open"; what: Panel }
  | { do: "pick-step-type"; place: Place }
  | { do: "pick-place"; source: string }
  | { do: "tell"; message: string };

/** Things that open: dialogs, lists, side panels. */
export type Panel =
  | "commands"
  | "search"
  | "shortcuts"
  | "problems"
  | "journey"
  | "publish"
  | "launch"
  | "enrol"
  | "versions"
  | "rehearse"
  | "watch"
  | "draw"
  | "import"
  | "export";

export interface Outcome {
  document?: JourneyDocument;
  selection?: readonly string[];
  edge?: string | null;
  effect?: Effect;
}

/** What the few actions that need to be told something are told. */
export interface Input {
  place?: Place;
  type?: StepType;
  text?: string;
}

export type Group = "Add" | "Edit" | "Select" | "View" | "Go to" | "Journey";

/** One thing people can do in the builder. Menus, shortcuts and the command list are made from these. */
export interface Action {
  name: string;
  label: string;
  group: Group;
  icon: Icon;
  /** Keys, such as `mod+z`; `mod` is Ctrl, or Cmd on a Mac. The first one is shown. */
  keys: readonly string[];
  /** Whether undo sees it. */
  undoable: boolean;
  /** Whether it is offered in the command list; some only make sense by key. */
  listed: boolean;
  /** Null when it can be done now; else why not. */
  refusal(view: View): string | null;
  /** What comes of it. Pure: the same view and input give the same outcome. */
  perform(view: View, input: Input): Outcome | null;
}

type Given = Pick<Action, "name" | "label" | "group" | "icon" | "perform"> & Partial<Action>;

export function action(given: Given): Action {
  const { undoable = false } = given;
  return {
    keys: [],
    listed: true,
    ...given,
    undoable,
    refusal: (view) => {
      if (undoable && view.mode !== "draw") return "Only available in Draw mode.";
      return given.refusal?.(view) ?? null;
    },
  };
}
