import { IconPlus } from "@tabler/icons-react";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import type { Edge } from "~/api/types";
import { stepById } from "~/journey/document/document";
import { edgePoints, pathThrough, plusPoint, routes, type Route } from "~/journey/layout/edges";
import { outletOf } from "~/journey/steps/registry";
import { edgeKey } from "../edit/diff";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import { shortCount } from "./StepNumbersRow";
import classes from "./StepEdge.module.css";

const sameRoute = (a: Route | undefined, b: Route | undefined): boolean =>
  a?.turn === b?.turn && a?.plus.on === b?.plus.on && a?.plus.share === b?.plus.share;

function anybody(numbers: object): boolean {
  for (const _ in numbers) return true;
  return false;
}

/** An edge from an outlet to the next step: its line, its label, and a "+" to put a step on it. */
export const StepEdge = memo(function StepEdge({ id, data, sourceX, sourceY, targetX, targetY, selected }: EdgeProps) {
  const edge = data?.["edge"] as Edge;
  const bench = useWorkbench();
  const route = useEditor((state) => routes(state.document).get(id), sameRoute);
  const label = useEditor((state) => {
    const step = stepById(state.document, edge.source);
    return step ? (outletOf(step, edge.sourceHandle)?.label ?? "") : "";
  });
  const mode = useEditor((state) => state.mode);
  // Every edge says how many took it, nobody too: where edges join, what is missing would be guessed.
  const count = useEditor((state) =>
    state.mode === "watch" && anybody(state.numbers) ? (state.numbers[edge.source]?.left[edge.sourceHandle] ?? 0) : null,
  );
  const change = useEditor((state) => state.diff?.edges.get(edgeKey(edge)) ?? null);
  const onPassage = useEditor((state) => (state.passage === null ? null : state.passage.edges.has(id)));
  const far = useBench((state) => state.far);
  const target = useBench(({ drop }) => drop?.at === "edge" && drop.edge === id);
  const points = edgePoints({ x: sourceX, y: sourceY + 5 }, { x: targetX, y: targetY - 2 }, route?.turn);
  const plus = plusPoint(points, route?.plus);
  const marks = {
    "data-selected": selected || target || undefined,
    "data-change": change ?? undefined,
    "data-on-way": onPassage ?? undefined,
  };

  if (far) {
    return (
      <g className={classes["edge"]} {...marks}>
        <path d={pathThrough(points, 0)} fill="none" className="react-flow__edge-path" />
      </g>
    );
  }
  return (
    <>
      <g className={classes["edge"]} {...marks}>
        <BaseEdge path={pathThrough(points)} markerEnd="url(#edge-arrow)" interactionWidth={18} />
      </g>
      <EdgeLabelRenderer>
        {label !== "" && (
          <div
            className={classes["label"]}
            style={{ transform: `translate(-50%, 0) translate(${sourceX}px, ${sourceY + 11}px)` }}
            data-on-way={onPassage ?? undefined}
          >
            <span className={classes["text"]}>{label}</span>
            {count !== null && (
              <b className={classes["number"]} data-none={count === 0 || undefined}>
                {shortCount(count)}
              </b>
            )}
          </div>
        )}
        {label === "" && count !== null && (
          <div className={classes["count"]} data-none={count === 0 || undefined} style={{ transform: `translate(-50%, 0) translate(${sourceX}px, ${sourceY + 11}px)` }}>
            {shortCount(count)}
          </div>
        )}
        {mode === "draw" && (
          <button
            type="button"
            tabIndex={-1}
            className={`${classes["plus"]} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${plus.x}px, ${plus.y}px)` }}
            data-target={target || undefined}
            data-selected={selected || undefined}
            aria-label={label === "" ? "Add a step here" : `Add a step on “${label}”`}
            onClick={(event) => {
              const { left, bottom, width } = event.currentTarget.getBoundingClientRect();
              bench.set({ adding: { place: { at: "edge", edge: id }, anchor: { x: left + width / 2, y: bottom - 8 } } });
            }}
          >
            <IconPlus size={12} stroke={2.4} aria-hidden />
          </button>
        )}
      </EdgeLabelRenderer>
    </>
  );
});
