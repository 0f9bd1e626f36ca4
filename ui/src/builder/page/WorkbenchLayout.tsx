import { type ReactNode, Suspense, lazy, useEffect } from "react";
import { prepareConditions } from "~/journey/conditionEditor/LazyConditionEditor";
import { fetchAhead, fetched } from "~/shared/fetched";
import { LoadingState } from "~/shared/feedback/states";
import { Canvas } from "../canvas/Canvas";
import { CommandDialogs } from "../dialogs/CommandDialogs";
import { AddMenu } from "../panels/AddMenu";
import { ContextMenu } from "../panels/ContextMenu";
import { useBench, useEditor } from "../workbench/useWorkbench";
import { Palette } from "./Palette";
import { SidePanel } from "./SidePanel";
import { useShortcuts } from "./useShortcuts";
import classes from "./WorkbenchLayout.module.css";

const loadRehearsal = () => import("../rehearse/RehearsePanel");
const RehearsePanel = lazy(async () => ({ default: (await fetched(loadRehearsal)).RehearsePanel }));

/** The builder: palette left, canvas, details right. What else opens comes as children. */
export function WorkbenchLayout({ top, notice, children }: { top: ReactNode; notice?: ReactNode; children?: ReactNode }) {
  useShortcuts();
  // What is not needed at once is fetched while nothing else happens.
  useEffect(() => {
    const timer = setTimeout(() => {
      prepareConditions();
      fetchAhead(loadRehearsal);
    }, 1_500);
    return () => clearTimeout(timer);
  }, []);
  const rehearsing = useEditor((state) => state.mode === "rehearse");
  return (
    <div className={classes["bench"]}>
      {top}
      {notice}
      <div className={classes["body"]}>
        <Palette />
        <Canvas />
        {rehearsing ? (
          <Suspense
            fallback={
              <aside className={classes["coming"]} aria-label="Rehearsal">
                <LoadingState label="Loading rehearsal" />
              </aside>
            }
          >
            <RehearsePanel />
          </Suspense>
        ) : (
          <SidePanel />
        )}
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
  const announcement = useBench((state) => state.announcement);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {announcement}
    </div>
  );
}
