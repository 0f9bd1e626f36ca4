import { ActionIcon } from "@mantine/core";
import { Tip } from "~/shared/page/Tip";
import { ariaKeys } from "../actions/keys";
import { actionNamed } from "../actions/registry";
import { Keys } from "../panels/Keys";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "./Canvas.module.css";

const TOOLS = ["undo", "redo", "tidy", "search", "zoom-out", "fit", "zoom-in"] as const;

/** The few tools at the lower edge of the canvas. */
export function CanvasTools() {
  return (
    <div className={classes["tools"]} role="toolbar" aria-label="Canvas tools">
      {TOOLS.map((name) => (
        <ActionButton key={name} name={name} />
      ))}
    </div>
  );
}

/** A button that does what an action does, and says why when it can't. */
export function ActionButton({ name, size = "md" }: { name: string; size?: "sm" | "md" }) {
  const bench = useWorkbench();
  const action = actionNamed(name);
  const refused = useEditor(({ document, selection, edge, history, mode }) =>
    action.refusal({ document, selection, edge, history, mode }),
  );
  const [keys] = action.keys;
  return (
    <Tip
      label={
        <span className={classes["tip"]}>
          {refused ?? action.label} {keys !== undefined && <Keys keys={keys} />}
        </span>
      }
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        size={size}
        aria-label={action.label}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
        data-disabled={refused !== null || undefined}
        aria-disabled={refused !== null}
        onClick={() => bench.run(name)}
      >
        <action.icon size={17} stroke={1.8} />
      </ActionIcon>
    </Tip>
  );
}
