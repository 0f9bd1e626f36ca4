import { IconBoxMultiple, IconSelectAll, IconX } from "@tabler/icons-react";
import { type Direction, neighbour } from "../navigate";
import { type Action, type Outcome, type View, action } from "../action";
import { ARROWS, current, DIRECTIONS, noStepSelected, nothingSelected } from "./common";

function go(direction: Direction, extend: boolean): (view: View) => Outcome | null {
  return (view) => {
    const id = neighbour(view.document, current(view), direction);
    if (id === null) return null;
    const selection = extend ? [...view.selection.filter((other) => other !== id), id] : [id];
    return { selection, edge: null, effect: { do: "reveal", step: id, focus: true } };
  };
}

export const SELECT: readonly Action[] = [
  action({
    name: "select-all",
    label: "Select everything",
    group: "Select",
    icon: IconSelectAll,
    keys: ["mod+a"],
    perform: (view) => ({ selection: view.document.nodes.map((step) => step.id), edge: null }),
  }),
  action({
    name: "select-none",
    label: "Clear selection",
    group: "Select",
    icon: IconX,
    keys: ["Escape"],
    refusal: nothingSelected,
    perform: () => ({ selection: [], edge: null }),
  }),
  action({
    name: "select-same",
    label: "Select all steps of this type",
    group: "Select",
    icon: IconBoxMultiple,
    refusal: noStepSelected,
    perform: (view) => {
      const types = new Set(view.document.nodes.filter((step) => view.selection.includes(step.id)).map((step) => step.type));
      return { selection: view.document.nodes.filter((step) => types.has(step.type)).map((step) => step.id), edge: null };
    },
  }),
  ...DIRECTIONS.map(([direction, label]) =>
    action({
      name: `go-${direction}`,
      label: `Go to ${label}`,
      group: "Select",
      icon: ARROWS[direction],
      keys: [`Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`],
      listed: false,
      perform: go(direction, false),
    }),
  ),
  ...DIRECTIONS.map(([direction, label]) =>
    action({
      name: `extend-${direction}`,
      label: `Add ${label} to the selection`,
      group: "Select",
      icon: ARROWS[direction],
      keys: [`shift+Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`],
      listed: false,
      perform: go(direction, true),
    }),
  ),
];
