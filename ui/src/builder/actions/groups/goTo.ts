import { IconAlertTriangle, IconCommand, IconKeyboard, IconSearch, IconSettings } from "@tabler/icons-react";
import { type Action, action } from "../action";
import { open } from "./common";

export const GO_TO: readonly Action[] = [
  action({ name: "search", label: "Find a step", group: "Go to", icon: IconSearch, keys: ["/", "mod+f"], perform: open("search") }),
  action({ name: "problems", label: "Show problems", group: "Go to", icon: IconAlertTriangle, keys: ["p"], perform: open("problems") }),
  action({ name: "journey", label: "Journey settings", group: "Go to", icon: IconSettings, keys: ["j"], perform: open("journey") }),
  action({ name: "commands", label: "All commands", group: "Go to", icon: IconCommand, keys: ["mod+k"], listed: false, perform: open("commands") }),
  action({ name: "shortcuts", label: "Keyboard shortcuts", group: "Go to", icon: IconKeyboard, keys: ["?"], perform: open("shortcuts") }),
];
