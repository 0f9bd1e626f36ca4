import type { StepType } from "~/api/types";
import { edgeFrom, stepById } from "~/journey/document/document";
import { plain } from "~/journey/steps/phrase";
import { ADDABLE, outletsOf, sentence } from "~/journey/steps/registry";
import { placeRefusal } from "../edit/edit";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { Floating } from "./Floating";
import { type PickItem, Picker } from "./Picker";

/** Chooses the step to put at a place; for a step with several outlets, first the outlet. */
export function AddMenu() {
  return (
    <>
      <StepTypePicker />
      <WayPicker />
    </>
  );
}

function StepTypePicker() {
  const bench = useWorkbench();
  const adding = useBench((state) => state.adding);
  const document = useEditor((state) => state.document);
  if (!adding) return null;
  const close = () => bench.set({ adding: null });
  const items = ADDABLE.map(
    (info): PickItem => ({
      id: info.type,
      label: info.label,
      hint: info.hint,
      kind: info.kind,
      words: info.searchWords,
      icon: info.icon,
      refusal: placeRefusal(document, info.type, adding.place),
    }),
  );
  return (
    <Floating anchor={adding.anchor} label="Add a step" onClose={close}>
      <Picker
        label="Step to add"
        placeholder="Which step?"
        items={items}
        onClose={close}
        onPick={(type) => {
          close();
          bench.run("add-step", { type: type as StepType, place: adding.place });
        }}
      />
    </Floating>
  );
}

function WayPicker() {
  const bench = useWorkbench();
  const placing = useBench((state) => state.placing);
  const document = useEditor((state) => state.document);
  const step = placing ? stepById(document, placing.source) : undefined;
  if (!placing || !step) return null;
  const close = () => bench.set({ placing: null });
  const items = outletsOf(step).map((outlet): PickItem => {
    const edge = edgeFrom(document, step.id, outlet.id);
    const target = edge ? stepById(document, edge.target) : undefined;
    return {
      id: outlet.id,
      label: outlet.label || "Next",
      hint: target ? `before “${plain(sentence(target, bench.info))}”` : "open end",
    };
  });
  return (
    <Floating anchor={placing.anchor} label="On which path?" onClose={close}>
      <Picker
        label="Path to add the step on"
        placeholder="On which path?"
        items={items}
        onClose={close}
        onPick={(outlet) =>
          bench.set({
            placing: null,
            adding: { place: { at: "outlet", source: step.id, outlet }, anchor: placing.anchor },
          })
        }
      />
    </Floating>
  );
}
