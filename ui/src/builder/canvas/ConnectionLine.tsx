import type { ConnectionLineComponentProps } from "@xyflow/react";
import { edgePoints, pathThrough } from "~/journey/layout/edges";
import { useBench } from "../workbench/useWorkbench";
import type { StepFlowNode } from "./flow";
import classes from "./Canvas.module.css";

/** The line while a connection is dragged; over a step that can't take it, the reason stands beside it. */
export function ConnectionLine({ fromX, fromY, toX, toY, toNode }: ConnectionLineComponentProps<StepFlowNode>) {
  const refused = useBench((state) => state.refused);
  const bad = toNode !== null && refused !== null;
  return (
    <g>
      <path
        d={pathThrough(edgePoints({ x: fromX, y: fromY }, { x: toX, y: toY }))}
        className={classes["dragLine"]}
        data-bad={bad || undefined}
      />
      {bad && (
        <foreignObject x={toX + 14} y={toY - 12} width={250} height={70}>
          <div className={classes["reason"]}>{refused}</div>
        </foreignObject>
      )}
    </g>
  );
}
