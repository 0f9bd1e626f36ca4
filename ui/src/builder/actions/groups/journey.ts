import { IconDownload, IconEye, IconHistory, IconPencil, IconRocket, IconSend, IconTheater, IconUpload, IconUserPlus } from "@tabler/icons-react";
import { triggerOf } from "~/journey/document/document";
import { type Action, action } from "../action";
import { open } from "./common";

export const JOURNEY: readonly Action[] = [
  action({
    name: "enrol",
    label: "Add contacts by hand",
    group: "Journey",
    icon: IconUserPlus,
    refusal: (view) => {
      const start = triggerOf(view.document);
      return start?.data.on.kind === "manual" ? null : "Only for journeys that contacts are added to by hand.";
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
      return start?.data.on.kind === "audience" ? null : "Only journeys with an audience can be launched.";
    },
    perform: open("launch"),
  }),
  action({ name: "versions", label: "Versions", group: "Journey", icon: IconHistory, keys: ["v"], perform: open("versions") }),
  action({ name: "watch", label: "Watch live", group: "Journey", icon: IconEye, keys: ["w"], perform: open("watch") }),
  action({ name: "draw", label: "Back to editing", group: "Journey", icon: IconPencil, keys: ["d"], perform: open("draw") }),
  action({ name: "export", label: "Download as a file", group: "Journey", icon: IconDownload, perform: open("export") }),
  action({ name: "import", label: "Replace with a file", group: "Journey", icon: IconUpload, perform: open("import") }),
];
