import { Modal } from "@mantine/core";
import { plain } from "~/journey/steps/phrase";
import { definitionOf, sentence } from "~/journey/steps/registry";
import type { Action, Group } from "../actions/action";
import { ACTIONS } from "../actions/registry";
import { searchSteps } from "./search";
import { Keys } from "../panels/Keys";
import { type PickItem, Picker } from "../panels/Picker";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "./CommandDialogs.module.css";

const GROUPS: readonly Group[] = ["Add", "Edit", "Select", "View", "Go to", "Journey"];

/** The list of all commands, the search for steps, and the sheet of shortcuts. */
export function CommandDialogs() {
  const bench = useWorkbench();
  const dialog = useBench((state) => state.dialog);
  const close = () => bench.close();
  const list = dialog === "commands" || dialog === "search";
  return (
    <>
      <Modal.Root opened={list} onClose={close} padding={0} size={560} centered={false} yOffset="12vh" returnFocus={false} lockScroll={false}>
        <Modal.Overlay />
        <Modal.Content aria-label={dialog === "search" ? "Find a step" : "All commands"}>
          <Modal.Body className={classes["list"] ?? ""}>
            {dialog === "commands" && <Commands />}
            {dialog === "search" && <StepSearch />}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
      <Modal opened={dialog === "shortcuts"} onClose={close} title="Keyboard shortcuts" size="xl">
        <Shortcuts />
      </Modal>
    </>
  );
}

function Commands() {
  const bench = useWorkbench();
  const view = useEditor((state) => state);
  const items = ACTIONS.filter((action) => action.listed).map(
    (action): PickItem => ({
      id: action.name,
      label: action.label,
      group: action.group,
      icon: action.icon,
      refusal: action.refusal(view),
      ...(action.keys[0] === undefined ? {} : { keys: action.keys[0] }),
    }),
  );
  return (
    <Picker
      label="Command"
      placeholder="What do you want to do?"
      items={items}
      onClose={() => bench.close()}
      onPick={(name) => {
        bench.close();
        bench.run(name);
      }}
    />
  );
}

function StepSearch() {
  const bench = useWorkbench();
  const document = useEditor((state) => state.document);
  const item = (id: string): PickItem[] => {
    const step = document.nodes.find((candidate) => candidate.id === id);
    if (!step) return [];
    const info = definitionOf(step.type);
    return [{ id, label: plain(sentence(step, bench.info)), hint: id, kind: info.kind, icon: info.icon }];
  };
  return (
    <Picker
      label="Step"
      placeholder="Find a step by any of its words"
      items={document.nodes.flatMap((step) => item(step.id))}
      filter={(_items, query) => searchSteps(document, query, bench.info).slice(0, 60).flatMap((step) => item(step.id))}
      onClose={() => bench.close()}
      onPick={(id) => {
        bench.close();
        bench.editor.select([id]);
        bench.editor.set({ flash: id });
        bench.carryOut({ do: "reveal", step: id, focus: true });
        setTimeout(() => bench.editor.set({ flash: null }), 1_300);
      }}
    />
  );
}

function Shortcuts() {
  return (
    <div className={classes["sheet"]}>
      {GROUPS.map((group) => (
        <section key={group}>
          <h3 className={classes["group"]}>{group}</h3>
          <dl className={classes["keys"]}>
            {ACTIONS.filter((action) => action.group === group && action.keys.length > 0).map((action) => (
              <ShortcutRow key={action.name} action={action} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function ShortcutRow({ action }: { action: Action }) {
  return (
    <div className={classes["row"]}>
      <dt>{action.label}</dt>
      <dd>
        {action.keys.map((keys) => (
          <Keys key={keys} keys={keys} />
        ))}
      </dd>
    </div>
  );
}
