import type { ReactNode } from "react";
import type { Tone } from "../words";
import classes from "./Badge.module.css";

/** A state in a word; the colour only repeats what the word says. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes["badge"]} data-tone={tone}>
      <span className={classes["dot"]} aria-hidden />
      {children}
    </span>
  );
}
