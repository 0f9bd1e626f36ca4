import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import { IconArrowLeft, IconDots, IconEye, IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { JourneyStatus } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import { Tip } from "~/shared/page/Tip";
import { actionNamed } from "../actions/registry";
import { rename } from "../edit/edit";
import { Keys } from "../panels/Keys";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import { SaveNote } from "./SaveNote";
import classes from "./TopBar.module.css";

const STATUS: Record<string, { label: string; color: string }> = {
  draft: { label: "Draft", color: "gray" },
  live: { label: "Live", color: "green" },
  paused: { label: "Paused", color: "yellow" },
  cancelled: { label: "Cancelled", color: "gray" },
  archived: { label: "Archived", color: "gray" },
};

/** How people are sent off while one watches, where they don't enter by themselves. */
const SENDS_OFF: Record<string, { action: string; label: string } | undefined> = {
  audience: { action: "launch", label: "Launch" },
  manual: { action: "enrol", label: "Add contacts" },
};

const MENU = ["journey", "problems", null, "versions", "rehearse", "launch", "enrol", null, "search", "tidy", "select-all", null, "export", "import", null, "commands", "shortcuts"] as const;

/** The journey's name and state, and the few big things one does with it. */
export function TopBar({ status, published }: { status: JourneyStatus; published: number | null }) {
  const bench = useWorkbench();
  const mode = useEditor((state) => state.mode);
  const kind = useEditor((state) => {
    const start = triggerOf(state.document);
    return start?.data.on.kind ?? null;
  });
  const sends = mode === "watch" && published !== null ? SENDS_OFF[kind ?? ""] : undefined;
  const look = STATUS[status] ?? { label: status, color: "gray" };
  return (
    <header className={classes["bar"]}>
      <Tip label="All journeys">
        <ActionIcon variant="subtle" color="gray" aria-label="All journeys" renderRoot={(props) => <Link to="/journeys" {...props} />}>
          <IconArrowLeft size={18} />
        </ActionIcon>
      </Tip>
      <JourneyName />
      <Badge variant="light" color={look.color} radius="sm" className={classes["status"] ?? ""}>
        {look.label}
        {published === null ? "" : ` · v${published}`}
      </Badge>
      <SaveNote />
      <div className={classes["space"]} />
      {published !== null &&
        (mode === "watch" ? (
          <Button size="xs" variant="default" leftSection={<IconPencil size={15} />} onClick={() => bench.run("draw")}>
            Draw
          </Button>
        ) : (
          <Button size="xs" variant="default" leftSection={<IconEye size={15} />} onClick={() => bench.run("watch")}>
            Watch
          </Button>
        ))}
      <Button size="xs" variant="default" className={classes["wide"] ?? ""} onClick={() => bench.run("rehearse")}>
        Rehearse
      </Button>
      {sends ? (
        <Button size="xs" onClick={() => bench.run(sends.action)}>
          {sends.label}
        </Button>
      ) : (
        <Button size="xs" onClick={() => bench.run("publish")}>
          Publish
        </Button>
      )}
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {MENU.map((name, index) =>
            name === null ? (
              // The dividers have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              <Menu.Divider key={index} />
            ) : (
              <MenuAction key={name} name={name} />
            ),
          )}
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

function MenuAction({ name }: { name: string }) {
  const bench = useWorkbench();
  const action = actionNamed(name);
  const refused = useEditor(({ document, selection, edge, history, mode }) =>
    action.refusal({ document, selection, edge, history, mode }),
  );
  return (
    <Menu.Item
      leftSection={<action.icon size={16} />}
      rightSection={action.keys[0] === undefined ? undefined : <Keys keys={action.keys[0]} />}
      disabled={refused !== null}
      onClick={() => bench.run(name)}
    >
      {action.label}
    </Menu.Item>
  );
}

function JourneyName() {
  const { editor } = useWorkbench();
  const name = useEditor((state) => state.document.name);
  const drawing = useEditor((state) => state.mode === "draw");
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft !== null && draft.trim() !== "" && draft.trim() !== name) {
      editor.apply({ document: rename(editor.get().document, draft.trim()) }, { label: "Rename", key: null });
    }
    setDraft(null);
  };
  return (
    <h1 className={classes["title"]}>
      <input
        className={classes["name"]}
        aria-label="Name of the journey"
        value={draft ?? name}
        readOnly={!drawing}
        size={Math.max(8, Math.min((draft ?? name).length, 38))}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            setDraft(null);
            event.currentTarget.blur();
          }
        }}
      />
    </h1>
  );
}
