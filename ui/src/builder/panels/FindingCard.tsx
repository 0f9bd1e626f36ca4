import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import type { Finding } from "~/api/types";
import { capital } from "~/shared/format";
import classes from "./FindingCard.module.css";

/** One finding: what is wrong, and what to do about it. With `onGo`, a click goes to its step. */
export function FindingCard({ finding, onGo }: { finding: Finding; onGo?: () => void }) {
  const error = finding.severity === "error";
  const inside = (
    <>
      {error ? <IconAlertCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
      <span>
        <span className="visually-hidden">{error ? "Error: " : "Warning: "}</span>
        <span className={classes["message"]}>{capital(finding.message)}</span>
        <span className={classes["remedy"]}>{capital(finding.remedy)}</span>
      </span>
    </>
  );
  return onGo ? (
    <button type="button" className={classes["card"]} data-severity={finding.severity} onClick={onGo}>
      {inside}
    </button>
  ) : (
    <div className={classes["card"]} data-severity={finding.severity}>
      {inside}
    </div>
  );
}
