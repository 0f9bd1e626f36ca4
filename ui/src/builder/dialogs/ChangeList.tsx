import type { ChangeLine } from "./changes";
import classes from "./Dialogs.module.css";

const SIGN = { added: "+", removed: "−", changed: "~" } as const;

/** What changed, line by line; with `onGo`, a line about a step goes there. */
export function ChangeList({ lines, onGo }: { lines: readonly ChangeLine[]; onGo?: (stepId: string) => void }) {
  return (
    <ul className={classes["changes"]}>
      {lines.map((line) => {
        const inside = (
          <>
            <span className={classes["sign"]} aria-hidden>
              {SIGN[line.change]}
            </span>
            <span className="visually-hidden">{line.change}: </span>
            <span>{line.words}</span>
          </>
        );
        const { stepId } = line;
        return (
          <li key={`${line.change} ${stepId ?? ""} ${line.words}`} data-change={line.change}>
            {onGo && stepId !== null ? (
              <button type="button" className={classes["change"]} onClick={() => onGo(stepId)}>
                {inside}
              </button>
            ) : (
              <span className={classes["change"]}>{inside}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
