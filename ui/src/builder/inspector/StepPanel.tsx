import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import { IconCopyPlus, IconTrash } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import type { Step, StepOf, StepType } from "~/api/types";
import { edgeFrom, isStart, stepById } from "~/journey/document/document";
import { shortened } from "~/journey/fields/fields";
import type { Outlet } from "~/journey/steps/definition";
import { plain } from "~/journey/steps/phrase";
import { definitionOf, outletsOf, sentence } from "~/journey/steps/registry";
import { Tip } from "~/shared/page/Tip";
import { refusal } from "../edit/connection";
import { connect, removeEdges } from "../edit/edit";
import { FindingCard } from "../panels/FindingCard";
import { useFindings } from "../steps/inputs/useStepForm";
import { STEP_FORMS } from "../steps/stepForms";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "./StepPanel.module.css";

/** Everything about one step: what is wrong, what it does, where it leads. */
export function StepPanel({ step, children }: { step: Step; children?: ReactNode }) {
  const bench = useWorkbench();
  const drawing = useEditor((state) => state.mode === "draw");
  const findings = useFindings(step.id);
  const info = definitionOf(step.type);
  const Picture = info.icon;
  return (
    // Escape goes back to the step on the canvas, once whatever a field has open is closed.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      id="step-panel"
      className={classes["panel"]}
      data-kind={info.kind}
      tabIndex={-1}
      onKeyDown={(event) => {
        const open = (event.target as HTMLElement).getAttribute("aria-expanded") === "true";
        if (event.key === "Escape" && !event.defaultPrevented && !open) bench.carryOut({ do: "reveal", step: step.id, focus: true });
      }}
    >
      <header className={classes["head"]}>
        <span className={classes["badge"]}>
          <Picture size={16} stroke={1.9} aria-hidden />
        </span>
        <h2 className={classes["title"]}>{info.label}</h2>
        <Tip label="Step ID, used in conditions and rehearsals">
          <code className={classes["id"]}>{step.id}</code>
        </Tip>
        {drawing && !isStart(step) && (
          <>
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Duplicate this step" onClick={() => bench.run("duplicate")}>
              <IconCopyPlus size={15} />
            </ActionIcon>
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Delete this step" onClick={() => bench.run("delete")}>
              <IconTrash size={15} />
            </ActionIcon>
          </>
        )}
      </header>
      {children}
      {findings.map((finding) => (
        <FindingCard key={`${finding.code} ${finding.field ?? ""} ${finding.message}`} finding={finding} />
      ))}
      <div id="step-form" className={classes["form"]}>
        <StepForm key={step.id} step={step} />
      </div>
      <OutletTargets step={step} />
    </div>
  );
}

function StepForm<T extends StepType>({ step }: { step: StepOf<T> }) {
  const Form: ComponentType<{ step: StepOf<T> }> = STEP_FORMS[step.type];
  return <Form step={step} />;
}

/** Where each outlet leads: this is how the keyboard connects steps. */
function OutletTargets({ step }: { step: Step }) {
  const outlets = outletsOf(step);
  if (outlets.length === 0) return null;
  return (
    <section className={classes["outlets"]} aria-label="Next steps">
      <h3 className={classes["subtitle"]}>Leads to</h3>
      {outlets.map((outlet) => (
        <OutletTarget key={outlet.id} step={step} outlet={outlet} />
      ))}
    </section>
  );
}

const ENDS = "";

function OutletTarget({ step, outlet }: { step: Step; outlet: Outlet }) {
  const bench = useWorkbench();
  const document = useEditor((state) => state.document);
  const drawing = useEditor((state) => state.mode === "draw");
  const edge = edgeFrom(document, step.id, outlet.id);
  const open = outlet.whenOpen === "go on" ? "continues as usual" : "ends here";
  const targets = document.nodes.filter(
    (candidate) => candidate.id === edge?.target || refusal(document, { source: step.id, sourceHandle: outlet.id, target: candidate.id }) === null,
  );
  const choose = (target: string) => {
    const next =
      target === ENDS
        ? removeEdges(document, new Set(edge ? [edge.id] : []))
        : connect(document, { source: step.id, sourceHandle: outlet.id, target });
    bench.editor.apply({ document: next }, { label: target === ENDS ? "Disconnect" : "Connect", key: null });
  };
  return (
    <div className={classes["outlet"]}>
      <NativeSelect
        size="xs"
        label={outlet.label || "Next"}
        className={classes["grow"] ?? ""}
        value={edge?.target ?? ENDS}
        disabled={!drawing}
        data={[
          { value: ENDS, label: open },
          ...targets.map((candidate) => ({ value: candidate.id, label: `${candidate.id}: ${shortened(plain(sentence(candidate, bench.info)), 44)}` })),
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {drawing ? (
        <Button
          size="xs"
          variant="default"
          aria-label={`Add a step at “${outlet.label || "Next"}”`}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            bench.set({
              adding: { place: { at: "outlet", source: step.id, outlet: outlet.id }, anchor: { x: box.left, y: box.bottom - 8 } },
            });
          }}
        >
          Add
        </Button>
      ) : (
        edge && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              if (stepById(document, edge.target)) bench.run("go-down");
            }}
          >
            Go
          </Button>
        )
      )}
    </div>
  );
}
