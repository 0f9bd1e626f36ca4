import { IconPlus } from "@tabler/icons-react";
import { openOutlets, stepById, triggerOf } from "~/journey/document/document";
import { outletsOf } from "~/journey/steps/registry";
import { addStep, placeRefusal } from "../../edit/edit";
import { type Action, type Outcome, type View, action } from "../action";
import { current } from "./common";

/** Where new things go when nothing says where: after the selected step, else at the first open end. */
function addPlace(view: View): Outcome | null {
  const id = current(view) ?? firstOpenEnd(view);
  const step = id === null ? undefined : stepById(view.document, id);
  if (!step) return null;
  const outlets = outletsOf(step);
  const open = openOutlets(view.document, step).filter((outlet) => !outlet.optional);
  const [only] = outlets;
  if (!only) return { effect: { do: "tell", message: "Nothing can follow an Exit." } };
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

export const ADD: readonly Action[] = [
  action({
    name: "add",
    label: "Add a step after this one",
    group: "Add",
    icon: IconPlus,
    keys: ["a", "+"],
    refusal: (view) => (view.mode === "draw" ? null : "Only available in Draw mode."),
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
];
