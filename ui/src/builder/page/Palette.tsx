import { ActionIcon } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { ADDABLE, type AnyStepDefinition } from "~/journey/steps/registry";
import { Tip } from "~/shared/page/Tip";
import { DRAGGED_TYPE } from "../canvas/usePaletteDrop";
import { clickPlace } from "../edit/place";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "./Palette.module.css";

/** The steps one can add: drag one onto an edge or an open end, or click to add it after the chosen step. */
export function Palette() {
  const bench = useWorkbench();
  const open = useBench((state) => state.paletteOpen);
  const drawing = useEditor((state) => state.mode === "draw");
  if (!drawing) return null;
  const label = open ? "Collapse the palette" : "Expand the palette";
  return (
    <aside className={classes["palette"]} data-open={open} aria-label="Steps to add">
      <div className={classes["head"]}>
        {open && <h2 className={classes["title"]}>Steps</h2>}
        <Tip label={label} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={label}
            aria-expanded={open}
            onClick={() => bench.set({ paletteOpen: !open })}
          >
            {open ? <IconLayoutSidebarLeftCollapse size={17} /> : <IconLayoutSidebarLeftExpand size={17} />}
          </ActionIcon>
        </Tip>
      </div>
      <ul className={classes["list"]}>
        {ADDABLE.map((info) => (
          <li key={info.type}>
            <PaletteItem info={info} open={open} />
          </li>
        ))}
      </ul>
      {open && <p className={classes["help"]}>Drag onto a line, or click to add after the selected step.</p>}
    </aside>
  );
}

function PaletteItem({ info, open }: { info: AnyStepDefinition; open: boolean }) {
  const bench = useWorkbench();
  const Picture = info.icon;
  const button = (
    <button
      type="button"
      className={classes["item"]}
      data-kind={info.kind}
      aria-label={open ? undefined : info.label}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED_TYPE, info.type);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onDragEnd={() => bench.set({ drop: null })}
      onClick={() => addByClick(bench, info)}
    >
      <Picture size={17} stroke={1.9} aria-hidden />
      {open && <span>{info.label}</span>}
    </button>
  );
  return (
    <Tip label={open ? info.hint : `${info.label}: ${info.hint}`} position="right" openDelay={500}>
      {button}
    </Tip>
  );
}

/** After the chosen step, else on the chosen edge, else at the first open end, else free in the middle. */
function addByClick(bench: ReturnType<typeof useWorkbench>, info: AnyStepDefinition): void {
  bench.run("add-step", { type: info.type, place: clickPlace(bench.view(), bench.centre()) });
}
