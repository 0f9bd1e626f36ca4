import { ActionIcon, Tabs } from "@mantine/core";
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from "@tabler/icons-react";
import { stepById } from "~/journey/document/document";
import { Tip } from "~/shared/page/Tip";
import { JourneyForm } from "../inspector/JourneyForm";
import { StepPanel } from "../inspector/StepPanel";
import { ProblemList } from "../panels/ProblemList";
import { StepWatch } from "../watch/StepWatch";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import type { Tab } from "../workbench/workbench";
import classes from "./SidePanel.module.css";

/** At the right: the chosen step, the journey's settings, and what is wrong. */
export function SidePanel() {
  const bench = useWorkbench();
  const open = useBench((state) => state.panelOpen);
  const tab = useBench((state) => state.tab);
  const findings = useEditor((state) => state.findings);
  const mode = useEditor((state) => state.mode);
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const label = open ? "Collapse the panel" : "Expand the panel";
  return (
    <aside className={classes["panel"]} data-open={open} aria-label="Details">
      <Tabs
        value={tab}
        onChange={(next) => bench.set({ tab: (next ?? "step") as Tab, panelOpen: true })}
        keepMounted={false}
        classNames={{ root: classes["tabs"] ?? "", panel: classes["body"] ?? "" }}
      >
        <div className={classes["head"]}>
          <Tabs.List className={classes["list"] ?? ""} aria-label="Details">
            <Tabs.Tab value="step">Step</Tabs.Tab>
            <Tabs.Tab value="journey">Journey</Tabs.Tab>
            {mode === "draw" && (
              <Tabs.Tab value="problems">
                Problems
                {findings.length > 0 && (
                  <span className={classes["count"]} data-severity={errors > 0 ? "error" : "warning"}>
                    {findings.length}
                  </span>
                )}
              </Tabs.Tab>
            )}
          </Tabs.List>
          <Tip label={label} position="left">
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} aria-expanded={open} onClick={() => bench.set({ panelOpen: !open })}>
              {open ? <IconLayoutSidebarRightCollapse size={17} /> : <IconLayoutSidebarRightExpand size={17} />}
            </ActionIcon>
          </Tip>
        </div>
        {open && (
          <>
            <Tabs.Panel value="step">
              <ChosenStep />
            </Tabs.Panel>
            <Tabs.Panel value="journey">
              <JourneyForm />
            </Tabs.Panel>
            {mode === "draw" && (
              <Tabs.Panel value="problems">
                <ProblemList />
              </Tabs.Panel>
            )}
          </>
        )}
      </Tabs>
    </aside>
  );
}

function ChosenStep() {
  const chosen = useEditor((state) => (state.selection.length === 1 ? state.selection[0] : undefined));
  const count = useEditor((state) => state.selection.length);
  const mode = useEditor((state) => state.mode);
  const step = useEditor((state) => (chosen === undefined ? undefined : stepById(state.document, chosen)));
  if (!step) {
    return (
      <p className={classes["nothing"]}>
        {count > 1 ? `${count} steps selected. Move, copy, duplicate or delete them together.` : "Select a step on the canvas to edit it."}
      </p>
    );
  }
  return (
    <StepPanel key={`${step.id} ${step.type}`} step={step}>
      {mode === "watch" && <StepWatch key={step.id} step={step} />}
    </StepPanel>
  );
}
