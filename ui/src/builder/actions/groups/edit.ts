import { IconArrowBackUp, IconArrowForwardUp, IconClipboard, IconCopy, IconCopyPlus, IconHierarchy2, IconPencil, IconScissors, IconTrash } from "@tabler/icons-react";
import { triggerOf } from "~/journey/document/document";
import { ROW } from "~/journey/layout/measures";
import { tidy } from "~/journey/layout/tidy";
import { copyPart, duplicate, pastePart, readPart, writePart } from "../../edit/clipboard";
import { moveSteps, removeEdges, removeWithRejoin } from "../../edit/edit";
import { type Action, type Outcome, type View, action } from "../action";
import { ARROWS, DIRECTIONS, noStepSelected, nothingSelected } from "./common";

const onlyStart = (view: View): string | null => {
  const start = triggerOf(view.document)?.id;
  return view.selection.length > 0 && view.selection.every((id) => id === start) ? "A journey needs its trigger." : null;
};

function nudge(dx: number, dy: number): (view: View) => Outcome {
  return (view) => {
    const moved = new Map(
      view.document.nodes
        .filter((step) => view.selection.includes(step.id))
        .map((step) => [step.id, { x: step.position.x + dx, y: step.position.y + dy }]),
    );
    return { document: moveSteps(view.document, moved) };
  };
}

/** Beside what is selected, else below everything. */
function pasteSpot(view: View): { x: number; y: number } {
  const selected = view.document.nodes.filter((step) => view.selection.includes(step.id));
  if (selected.length > 0) {
    return {
      x: Math.max(...selected.map((step) => step.position.x)) + 36,
      y: Math.max(...selected.map((step) => step.position.y)) + 36,
    };
  }
  return {
    x: Math.min(0, ...view.document.nodes.map((step) => step.position.x)),
    y: Math.max(0, ...view.document.nodes.map((step) => step.position.y)) + ROW,
  };
}

export const EDIT: readonly Action[] = [
  action({
    name: "undo",
    label: "Undo",
    group: "Edit",
    icon: IconArrowBackUp,
    keys: ["mod+z"],
    refusal: (view) => (view.history.past.length === 0 ? "Nothing to undo." : null),
    perform: () => ({ effect: { do: "undo" } }),
  }),
  action({
    name: "redo",
    label: "Redo",
    group: "Edit",
    icon: IconArrowForwardUp,
    keys: ["mod+shift+z", "mod+y"],
    refusal: (view) => (view.history.future.length === 0 ? "Nothing to redo." : null),
    perform: () => ({ effect: { do: "redo" } }),
  }),
  action({
    name: "cut",
    label: "Cut",
    group: "Edit",
    icon: IconScissors,
    keys: ["mod+x"],
    undoable: true,
    refusal: (view) => noStepSelected(view) ?? onlyStart(view),
    perform: (view) => {
      const part = copyPart(view.document, new Set(view.selection));
      if (part === null) return null;
      return {
        document: removeWithRejoin(view.document, new Set(view.selection)),
        selection: [],
        effect: { do: "copy", text: writePart(part) },
      };
    },
  }),
  action({
    name: "copy",
    label: "Copy",
    group: "Edit",
    icon: IconCopy,
    keys: ["mod+c"],
    refusal: (view) => noStepSelected(view) ?? onlyStart(view),
    perform: (view) => {
      const part = copyPart(view.document, new Set(view.selection));
      return part === null ? null : { effect: { do: "copy", text: writePart(part) } };
    },
  }),
  action({
    name: "paste",
    label: "Paste",
    group: "Edit",
    icon: IconClipboard,
    keys: ["mod+v"],
    refusal: (view) => (view.mode === "draw" ? null : "Only available in Draw mode."),
    perform: () => ({ effect: { do: "paste" } }),
  }),
  action({
    name: "paste-text",
    label: "Paste",
    group: "Edit",
    icon: IconClipboard,
    undoable: true,
    listed: false,
    perform: (view, { text, place }) => {
      const part = readPart(text ?? "");
      if (part === null) return { effect: { do: "tell", message: "No steps on the clipboard." } };
      const at = place?.at === "position" ? place.position : pasteSpot(view);
      const { document, stepIds } = pastePart(view.document, part, at);
      return { document, selection: stepIds, edge: null, effect: { do: "fit", steps: stepIds } };
    },
  }),
  action({
    name: "duplicate",
    label: "Duplicate",
    group: "Edit",
    icon: IconCopyPlus,
    keys: ["mod+d"],
    undoable: true,
    refusal: (view) => noStepSelected(view) ?? onlyStart(view),
    perform: (view) => {
      const { document, stepIds } = duplicate(view.document, new Set(view.selection));
      const last = stepIds.at(-1);
      return { document, selection: stepIds, edge: null, ...(last ? { effect: { do: "reveal", step: last, focus: true } } : {}) };
    },
  }),
  action({
    name: "delete",
    label: "Delete",
    group: "Edit",
    icon: IconTrash,
    keys: ["Delete", "Backspace"],
    undoable: true,
    refusal: (view) => nothingSelected(view) ?? (view.edge === null ? onlyStart(view) : null),
    perform: (view) => {
      if (view.edge !== null && view.selection.length === 0) {
        return { document: removeEdges(view.document, new Set([view.edge])), edge: null };
      }
      const going = new Set(view.selection);
      const before = view.document.edges.find((edge) => going.has(edge.target) && !going.has(edge.source))?.source;
      const next = before === undefined ? undefined : { do: "reveal" as const, step: before, focus: true };
      return {
        document: removeWithRejoin(view.document, going),
        selection: before === undefined ? [] : [before],
        edge: null,
        ...(next ? { effect: next } : {}),
      };
    },
  }),
  action({
    name: "tidy",
    label: "Tidy up the layout",
    group: "Edit",
    icon: IconHierarchy2,
    keys: ["t"],
    undoable: true,
    perform: (view) => ({ document: moveSteps(view.document, tidy(view.document)), effect: { do: "fit", steps: null } }),
  }),
  action({
    name: "edit-step",
    label: "Edit this step",
    group: "Edit",
    icon: IconPencil,
    keys: ["Enter", "e"],
    refusal: noStepSelected,
    perform: () => ({ effect: { do: "edit-step" } }),
  }),
  ...DIRECTIONS.map(([direction, , dx, dy]) =>
    action({
      name: `nudge-${direction}`,
      label: `Move ${direction}`,
      group: "Edit",
      icon: ARROWS[direction],
      keys: [`alt+Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`],
      undoable: true,
      listed: false,
      refusal: noStepSelected,
      perform: nudge(dx, dy),
    }),
  ),
];
