import { IconArrowsMaximize, IconFocus2, IconSearch, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type Action, action } from "../action";
import { noStepSelected } from "./common";

export const VIEW: readonly Action[] = [
  action({
    name: "fit",
    label: "Zoom to fit",
    group: "View",
    icon: IconArrowsMaximize,
    keys: ["f"],
    perform: () => ({ effect: { do: "fit", steps: null } }),
  }),
  action({
    name: "fit-selection",
    label: "Zoom to selection",
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
];
