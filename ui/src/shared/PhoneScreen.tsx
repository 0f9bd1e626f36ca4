import type { ReactNode } from "react";
import classes from "./PhoneScreen.module.css";

export interface Bubble {
  id: string;
  from: "us" | "phone";
  text: string;
  /** Added to the text by Postroad, such as how to unsubscribe; marked as not one's own words. */
  added?: string;
  /** A line below: when, or what became of it. */
  note?: ReactNode;
  /** Not sent: shown faint, with the note saying why. */
  faint?: boolean;
}

/** A phone with the messages on it, oldest first. */
export function PhoneScreen({
  title,
  bubbles,
  empty = "No messages yet.",
  children,
  label = "Phone",
}: {
  title: ReactNode;
  bubbles: readonly Bubble[];
  empty?: string;
  /** Below the messages, such as a field to reply. */
  children?: ReactNode;
  label?: string;
}) {
  return (
    <section className={classes["phone"]} aria-label={label}>
      <header className={classes["head"]}>{title}</header>
      {/* A list that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ol className={classes["list"]} aria-label="Messages" tabIndex={bubbles.length > 0 ? 0 : undefined}>
        {bubbles.map((bubble) => (
          <li key={bubble.id} className={classes["item"]} data-from={bubble.from} data-faint={bubble.faint || undefined}>
            <div className={classes["bubble"]}>
              <span className="visually-hidden">{bubble.from === "us" ? "To the phone: " : "From the phone: "}</span>
              {bubble.text}
              {bubble.added !== undefined && bubble.added !== "" && (
                <>
                  {/^\s*/.exec(bubble.added)?.[0]}
                  <span className={classes["added"]}>{bubble.added.trim()}</span>
                </>
              )}
            </div>
            {bubble.note !== undefined && <div className={classes["note"]}>{bubble.note}</div>}
          </li>
        ))}
      </ol>
      {bubbles.length === 0 && <p className={classes["empty"]}>{empty}</p>}
      {children}
    </section>
  );
}
