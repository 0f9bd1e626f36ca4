import type { Step } from "~/api/types";
import { isStart } from "~/journey/document/document";
import { definitionOf } from "~/journey/steps/registry";
import { useEditor } from "../workbench/useWorkbench";
import classes from "./StepNode.module.css";

const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const full = new Intl.NumberFormat("en");

export const shortCount = (count: number): string => (count < 10_000 ? full.format(count) : short.format(count));

/** What happens at a step right now; a click lists who is there. */
export function StepNumbersRow({ step }: { step: Step }) {
  const numbers = useEditor((state) => state.numbers[step.id]);
  const sends = definitionOf(step.type).channel !== undefined;
  const start = isStart(step);
  if (!numbers) return <span className={classes["numbers"]}>nobody yet</span>;
  return (
    <span className={classes["numbers"]} data-live>
      {numbers.here > 0 && <b className={classes["here"]}>{shortCount(numbers.here)} here</b>}
      {start ? <span>{shortCount(numbers.entered)} entered</span> : null}
      {sends && <span>{shortCount(numbers.sent)} sent</span>}
      {numbers.skipped > 0 && <span data-tone="warn">{shortCount(numbers.skipped)} skipped</span>}
      {numbers.failed > 0 && <span data-tone="bad">{shortCount(numbers.failed)} failed</span>}
      {!sends && !start && <span>{shortCount(numbers.entered)} came by</span>}
    </span>
  );
}
