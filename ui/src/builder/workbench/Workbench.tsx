import type { ReactNode } from "react";
import { Canvas } from "../canvas/Canvas";
import { CommandDialogs } from "../dialogs/CommandDialogs";
import { AddMenu } from "../panels/AddMenu";
import { ContextMenu } from "../panels/ContextMenu";
import { RehearsePanel } from "../rehearse/RehearsePanel";
import { useBench, useEditor } from "./context";
import { Palette } from "./Palette";
import { SidePanel } from "./SidePanel";
import { useShortcuts } from "./useShortcuts";
import classes from "./Workbench.module.css";

/** The builder: palette left, canvas, details right. What else opens comes as children. */
export function WorkbenchLayout({ top, notice, children }: { top: ReactNode; notice?: ReactNode; children?: ReactNode }) {
  useShortcuts();
  const rehearsing = useEditor((state) => state.mode === "rehearse");
  return (
    <div className={classes["bench"]}>
      {top}
      {notice}
      <div className={classes["body"]}>
        <Palette />
        <Canvas />
        {rehearsing ? <RehearsePanel /> : <SidePanel />}
      </div>
      <AddMenu />
      <ContextMenu />
      <CommandDialogs />
      {children}
      <Announcer />
    </div>
  );
}

/** Tells screen readers what an action did. */
function Announcer() {
  const said = useBench((state) => state.said);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  );
}
