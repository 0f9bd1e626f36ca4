import { Menu } from "@mantine/core";
import { Fragment } from "react";
import { actionNamed } from "../actions/registry";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { Keys } from "./Keys";

const ON_STEP = ["edit-step", "add", null, "cut", "copy", "paste", "duplicate", "delete", null, "select-same", "fit-selection"];
const ON_EDGE = ["delete"];
const ON_CANVAS = ["add", "paste", null, "select-all", "tidy", "fit", null, "search", "commands"];

/** What can be done with what was clicked with the other button; made from the registry, like every list. */
export function ContextMenu() {
  const bench = useWorkbench();
  const anchor = useBench((state) => state.context);
  const steps = useEditor((state) => state.selection.length > 0);
  const edge = useEditor((state) => state.edge !== null);
  if (!anchor) return null;
  const names = steps ? ON_STEP : edge ? ON_EDGE : ON_CANVAS;
  const close = () => bench.set({ context: null });
  return (
    <Menu opened onClose={close} position="bottom-start" offset={0} width={290} returnFocus>
      <Menu.Target>
        <div style={{ position: "fixed", left: anchor.x, top: anchor.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label="Actions">
        {names.map((name, index) => (
          // The list never changes its order.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={index}>{name === null ? <Menu.Divider /> : <Item name={name} onDone={close} />}</Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ name, onDone }: { name: string; onDone: () => void }) {
  const bench = useWorkbench();
  const action = actionNamed(name);
  const refused = useEditor((state) => action.refusal(state));
  return (
    <Menu.Item
      leftSection={<action.icon size={16} />}
      rightSection={action.keys[0] === undefined ? undefined : <Keys keys={action.keys[0]} />}
      disabled={refused !== null}
      title={refused ?? undefined}
      onClick={() => {
        onDone();
        bench.run(name);
      }}
    >
      {action.label}
    </Menu.Item>
  );
}
