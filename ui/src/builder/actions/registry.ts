import { definitionOf } from "~/journey/steps/registry";
import type { Action, View } from "./action";
import { ADD } from "./groups/add";
import { EDIT } from "./groups/edit";
import { SELECT } from "./groups/select";
import { VIEW } from "./groups/view";
import { GO_TO } from "./groups/goTo";
import { JOURNEY } from "./groups/journey";

/** Everything people can do in the builder, in the order lists show it. */
export const ACTIONS: readonly Action[] = [...ADD, ...EDIT, ...SELECT, ...VIEW, ...GO_TO, ...JOURNEY];

const BY_NAME = new Map(ACTIONS.map((action) => [action.name, action]));

export function actionNamed(name: string): Action {
  const action = BY_NAME.get(name);
  if (!action) throw new Error(`no action is called "${name}"`);
  return action;
}

/** What undo calls a change: "Add Send SMS" rather than "Add a step". */
export function doneLabel(action: Action, view: View, type?: Parameters<typeof definitionOf>[0]): string {
  if (action.name === "add-step" && type) return `Add ${definitionOf(type).label}`;
  const count = view.selection.length;
  return count > 1 && action.undoable && action.name !== "tidy" ? `${action.label} ${count} steps` : action.label;
}
