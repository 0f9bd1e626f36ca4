import { IconAlertCircle, IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { Handle, type NodeProps, Position as Side } from "@xyflow/react";
import { memo } from "react";
import type { Step } from "~/api/types";
import { openOutlets, triggerOf } from "~/journey/document/document";
import { STEP_HEIGHT, outletPositions, widthOf } from "~/journey/layout/measures";
import type { Outlet } from "~/journey/steps/definition";
import { plain } from "~/journey/steps/phrase";
import { definitionOf, outletsOf, sentence } from "~/journey/steps/registry";
import { plural } from "~/shared/format";
import { sameItems } from "~/shared/store";
import { findingsOf } from "../state/editor";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { PhraseText } from "./PhraseText";
import { StepNumbersRow } from "./StepNumbersRow";
import classes from "./StepNode.module.css";

/** A step on the canvas: its sentence, its health, its outlets; from far a coloured card. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps) {
  const step = data["step"] as Step;
  const far = useBench((state) => state.far);
  return far ? <FarStep step={step} selected={selected} /> : <NearStep step={step} selected={selected} />;
});

interface Shown {
  step: Step;
  selected: boolean;
}

/** What the card of a step is and shows without a word. */
function useCard({ step, selected }: Shown) {
  const first = useEditor((state) => (state.selection.at(-1) ?? triggerOf(state.document)?.id) === step.id);
  const findings = useEditor((state) => findingsOf(state.findings, step.id), sameItems);
  const change = useEditor((state) => state.diff?.steps.get(step.id) ?? null);
  const flash = useEditor((state) => state.flash === step.id);
  const onPassage = useEditor((state) => (state.passage === null ? null : state.passage.steps.has(step.id)));
  const last = useEditor((state) => state.passage?.last === step.id);
  const worst = findings.find((finding) => finding.severity === "error") ?? findings[0];
  const card = {
    className: classes["card"],
    style: { width: widthOf(step) },
    "data-step": step.id,
    "data-kind": definitionOf(step.type).kind,
    "data-selected": selected,
    "data-health": worst?.severity,
    "data-change": change ?? undefined,
    "data-flash": flash || undefined,
    "data-off-way": onPassage === false || undefined,
    "data-last": last || undefined,
    role: "button",
    tabIndex: first ? 0 : -1,
    "aria-pressed": selected,
  } as const;
  return { card, findings, worst, change };
}

/** Nothing that could not be read, and nothing to draw from: hundreds of these move smoothly. */
function FarStep({ step, selected }: Shown) {
  const { info } = useWorkbench();
  const { card } = useCard({ step, selected });
  return (
    <>
      <div {...card} data-far aria-label={`${definitionOf(step.type).label}: ${plain(sentence(step, info))}`} />
      {/* Where edges begin and end: React Flow measures that by these names. */}
      <span className={`target ${classes["anchor"]}`} data-handleid="in" data-handlepos={Side.Top} />
      {[...outletPositions(step)].map(([id, x]) => (
        <span key={id} className={`source ${classes["anchor"]}`} data-handleid={id} data-handlepos={Side.Bottom} style={{ left: x, top: STEP_HEIGHT }} />
      ))}
    </>
  );
}

function NearStep({ step, selected }: Shown) {
  const { info } = useWorkbench();
  useEditor((state) => state.fields);
  const mode = useEditor((state) => state.mode);
  const { card, findings, worst, change } = useCard({ step, selected });
  const type = definitionOf(step.type);
  const Picture = definitionOf(step.type).icon;
  const phrase = sentence(step, info);
  const places = outletPositions(step);

  return (
    <>
      <div {...card} title={plain(phrase).length > 62 ? plain(phrase) : undefined}>
        <span className={classes["badge"]}>
          <Picture size={17} stroke={1.9} aria-hidden />
        </span>
        <span className={classes["words"]} data-lines={mode === "watch" ? 1 : 2}>
          <span className="visually-hidden">{type.label}: </span>
          <PhraseText phrase={phrase} />
        </span>
        {worst && (
          <span className={classes["health"]} data-severity={worst.severity} title={worst.message}>
            {worst.severity === "error" ? <IconAlertCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
            <span className="visually-hidden">{plural(findings.length, "problem")}</span>
          </span>
        )}
        {change !== null && change !== "same" && <span className={classes["change"]}>{change}</span>}
        {mode === "watch" && <StepNumbersRow step={step} />}
      </div>
      {/* The start has one too, so that an edge dragged to it can be refused with the reason. */}
      <Handle id="in" type="target" position={Side.Top} className={classes["in"]} isConnectableStart={false} />
      {outletsOf(step).map((outlet) => (
        <Handle
          key={outlet.id}
          id={outlet.id}
          type="source"
          position={Side.Bottom}
          className={classes["out"]}
          style={{ left: places.get(outlet.id) }}
          data-optional={outlet.optional || undefined}
        />
      ))}
      {mode === "draw" && <OpenEnds step={step} selected={selected} />}
    </>
  );
}

/** A short line with a "+" below every outlet that leads nowhere; optional ones show when the step is chosen. */
function OpenEnds({ step, selected }: { step: Step; selected: boolean }) {
  const open = useEditor(
    (state) => openOutlets(state.document, step).map((outlet) => outlet.id).join("\n"),
  ).split("\n");
  const outlets = outletsOf(step).filter((outlet) => open.includes(outlet.id));
  const places = outletPositions(step);
  const main = outletsOf(step).filter((outlet) => !outlet.optional).length;
  const room = widthOf(step) / Math.max(main, 1);
  return outlets.map((outlet) => (
    <OpenEnd key={outlet.id} step={step} outlet={outlet} x={places.get(outlet.id) ?? 0} room={room} shown={!outlet.optional || selected} />
  ));
}

function OpenEnd({ step, outlet, x, room, shown }: { step: Step; outlet: Outlet; x: number; room: number; shown: boolean }) {
  const bench = useWorkbench();
  const target = useBench(
    ({ drop }) => drop?.at === "outlet" && drop.source === step.id && drop.outlet === outlet.id,
  );
  const dragging = useBench(({ drop }) => drop !== null);
  return (
    <div
      className={classes["end"]}
      style={{ left: x, maxWidth: outlet.optional ? 90 : room }}
      data-shown={shown || dragging}
      data-target={target || undefined}
      data-optional={outlet.optional || undefined}
    >
      {outlet.label !== "" && <span className={classes["endLabel"]}>{outlet.label}</span>}
      <button
        type="button"
        tabIndex={-1}
        className={`${classes["plus"]} nodrag nopan`}
        aria-label={`Add a step ${outlet.label === "" ? "after" : `at “${outlet.label}” of`} ${plain(sentence(step, bench.info))}`}
        onClick={(event) => {
          const { left, bottom, width } = event.currentTarget.getBoundingClientRect();
          bench.set({
            adding: {
              place: { at: "outlet", source: step.id, outlet: outlet.id },
              anchor: { x: left + width / 2, y: bottom - 8 },
            },
          });
        }}
      >
        <IconPlus size={13} stroke={2.4} aria-hidden />
      </button>
    </div>
  );
}
