import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconArrowsMaximize,
  IconBoxMultiple,
  IconClipboard,
  IconCommand,
  IconCopy,
  IconCopyPlus,
  IconDownload,
  IconEye,
  IconFocus2,
  IconHierarchy2,
  IconHistory,
  IconKeyboard,
  IconPencil,
  IconPlus,
  IconRocket,
  IconScissors,
  IconSearch,
  IconSelectAll,
  IconSend,
  IconSettings,
  IconTheater,
  IconTrash,
  IconUpload,
  IconUserPlus,
  IconX,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import { openOutlets, stepById, triggerOf } from "~/journey/document/document";
import { ROW } from "~/journey/layout/measures";
import { tidy } from "~/journey/layout/tidy";
import { definitionOf, outletsOf } from "~/journey/steps/registry";
import { copyPart, duplicate, pastePart, readPart, writePart } from "../edit/clipboard";
import { addStep, moveSteps, placeRefusal, removeEdges, removeWithRejoin } from "../edit/edit";
import { type Direction, neighbour } from "./navigate";
import { type Action, type Outcome, type Panel, type View, action } from "./action";

const nothingSelected = (view: View): string | null =>
  view.selection.length === 0 && view.edge === null ? "Select something first." : null;

const noStepSelected = (view: View): string | null => (view.selection.length === 0 ? "Select a step first." : null);

const onlyStart = (view: View): string | null => {
  const start = triggerOf(view.document)?.id;
  return view.selection.length > 0 && view.selection.every((id) => id === start) ? "A journey needs its start." : null;
};

const current = (view: View): string | null => view.selection.at(-1) ?? null;

/** Where new things go when nothing says where: after the selected step, else at the first open end. */
function addPlace(view: View): Outcome | null {
  const id = current(view) ?? firstOpenEnd(view);
  const step = id === null ? undefined : stepById(view.document, id);
  if (!step) return null;
  const outlets = outletsOf(step);
  const open = openOutlets(view.document, step).filter((outlet) => !outlet.optional);
  const [only] = outlets;
  if (!only) return { effect: { do: "tell", message: "Nothing comes after an exit." } };
  if (outlets.length === 1) return { effect: { do: "pick-step-type", place: { at: "outlet", source: step.id, outlet: only.id } } };
  const [first] = open;
  if (first && open.length === 1 && outlets.filter((outlet) => !outlet.optional).length === 1) {
    return { effect: { do: "pick-step-type", place: { at: "outlet", source: step.id, outlet: first.id } } };
  }
  return { effect: { do: "pick-place", source: step.id } };
}

function firstOpenEnd(view: View): string | null {
  const open = view.document.nodes.find((step) => openOutlets(view.document, step).some((outlet) => !outlet.optional));
  return open?.id ?? triggerOf(view.document)?.id ?? null;
}

function go(direction: Direction, extend: boolean): (view: View) => Outcome | null {
  return (view) => {
    const id = neighbour(view.document, current(view), direction);
    if (id === null) return null;
    const selection = extend ? [...view.selection.filter((one) => one !== id), id] : [id];
    return { selection, edge: null, effect: { do: "reveal", step: id, focus: true } };
  };
}

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

const open = (what: Panel) => (): Outcome => ({ effect: { do: "open", what } });

const ARROWS = { up: IconArrowUp, down: IconArrowDown, left: IconArrowLeft, right: IconArrowRight } as const;
const DIRECTIONS: [Direction, string, number, number][] = [
  ["up", "the step before", 0, -12],
  ["down", "the step after", 0, 12],
  ["left", "the step at the left", -12, 0],
  ["right", "the step at the right", 12, 0],
];

/** Everything people can do in the builder, in the order lists show it. */
export const ACTIONS: readonly Action[] = [
  action({
    name: "add",
    label: "Add a step after this one",
    group: "Add",
    icon: IconPlus,
    keys: ["a", "+"],
    refusal: (view) => (view.mode === "draw" ? null : "Only while drawing."),
    perform: addPlace,
  }),
  action({
    name: "add-step",
    label: "Add a step",
    group: "Add",
    icon: IconPlus,
    undoable: true,
    listed: false,
    perform: (view, { type, place }) => {
      if (!type || !place) return null;
      const refused = placeRefusal(view.document, type, place);
      if (refused !== null) return { effect: { do: "tell", message: refused } };
      const { document, stepId } = addStep(view.document, type, place);
      return { document, selection: [stepId], edge: null, effect: { do: "reveal", step: stepId, focus: true } };
    },
  }),
  action({
    name: "undo",
    label: "Undo",
    group: "Edit",
    icon: IconArrowBackUp,
    keys: ["mod+z"],
    refusal: (view) => (view.history.past.length === 0 ? "There is nothing to undo." : null),
    perform: () => ({ effect: { do: "undo" } }),
  }),
  action({
    name: "redo",
    label: "Redo",
    group: "Edit",
    icon: IconArrowForwardUp,
    keys: ["mod+shift+z", "mod+y"],
    refusal: (view) => (view.history.future.length === 0 ? "There is nothing to redo." : null),
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
    refusal: (view) => (view.mode === "draw" ? null : "Only while drawing."),
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
      if (part === null) return { effect: { do: "tell", message: "There are no steps in the clipboard." } };
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
    label: "Select nothing",
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
      label: `Also select ${label}`,
      group: "Select",
      icon: ARROWS[direction],
      keys: [`shift+Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`],
      listed: false,
      perform: go(direction, true),
    }),
  ),
  action({
    name: "fit",
    label: "See everything",
    group: "View",
    icon: IconArrowsMaximize,
    keys: ["f"],
    perform: () => ({ effect: { do: "fit", steps: null } }),
  }),
  action({
    name: "fit-selection",
    label: "See what is selected",
    group: "View",
    icon: IconFocus2,
    keys: ["shift+f"],
    refusal: noStepSelected,
    perform: (view) => ({ effect: { do: "fit", steps: view.selection } }),
  }),
  action({
    name: "zoom-in",
    label: "Zoom in",
    group: "View",
    icon: IconZoomIn,
    keys: ["mod+=", "="],
    perform: () => ({ effect: { do: "zoom", by: "in" } }),
  }),
  action({
    name: "zoom-out",
    label: "Zoom out",
    group: "View",
    icon: IconZoomOut,
    keys: ["mod+-", "-"],
    perform: () => ({ effect: { do: "zoom", by: "out" } }),
  }),
  action({
    name: "zoom-one",
    label: "Zoom to 100%",
    group: "View",
    icon: IconSearch,
    keys: ["mod+0", "0"],
    perform: () => ({ effect: { do: "zoom", by: "one" } }),
  }),
  action({ name: "search", label: "Find a step", group: "Go to", icon: IconSearch, keys: ["/", "mod+f"], perform: open("search") }),
  action({ name: "problems", label: "Show problems", group: "Go to", icon: IconAlertTriangle, keys: ["p"], perform: open("problems") }),
  action({ name: "journey", label: "Journey settings", group: "Go to", icon: IconSettings, keys: ["j"], perform: open("journey") }),
  action({ name: "commands", label: "All commands", group: "Go to", icon: IconCommand, keys: ["mod+k"], listed: false, perform: open("commands") }),
  action({ name: "shortcuts", label: "Keyboard shortcuts", group: "Go to", icon: IconKeyboard, keys: ["?"], perform: open("shortcuts") }),
  action({
    name: "enrol",
    label: "Add contacts by hand",
    group: "Journey",
    icon: IconUserPlus,
    refusal: (view) => {
      const start = triggerOf(view.document);
      return start?.data.on.kind === "manual" ? null : "Only journeys that people enter by hand.";
    },
    perform: open("enrol"),
  }),
  action({ name: "rehearse", label: "Rehearse", group: "Journey", icon: IconTheater, keys: ["r"], perform: open("rehearse") }),
  action({ name: "publish", label: "Publish", group: "Journey", icon: IconSend, keys: ["mod+Enter"], perform: open("publish") }),
  action({
    name: "launch",
    label: "Launch",
    group: "Journey",
    icon: IconRocket,
    refusal: (view) => {
      const start = triggerOf(view.document);
      return start?.data.on.kind === "audience" ? null : "Only journeys for an audience are launched.";
    },
    perform: open("launch"),
  }),
  action({ name: "versions", label: "Versions", group: "Journey", icon: IconHistory, keys: ["v"], perform: open("versions") }),
  action({ name: "watch", label: "Watch it run", group: "Journey", icon: IconEye, keys: ["w"], perform: open("watch") }),
  action({ name: "draw", label: "Back to drawing", group: "Journey", icon: IconPencil, keys: ["d"], perform: open("draw") }),
  action({ name: "export", label: "Download as a file", group: "Journey", icon: IconDownload, perform: open("export") }),
  action({ name: "import", label: "Replace by a file", group: "Journey", icon: IconUpload, perform: open("import") }),
];

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

const BY_NAME = new Map(ACTIONS.map((one) => [one.name, one]));

export function actionNamed(name: string): Action {
  const found = BY_NAME.get(name);
  if (!found) throw new Error(`no action is called "${name}"`);
  return found;
}

/** What undo calls a change: "Add Send SMS" rather than "Add a step". */
export function doneLabel(one: Action, view: View, type?: Parameters<typeof definitionOf>[0]): string {
  if (one.name === "add-step" && type) return `Add ${definitionOf(type).label}`;
  const count = view.selection.length;
  return count > 1 && one.undoable && one.name !== "tidy" ? `${one.label} ${count} steps` : one.label;
}
