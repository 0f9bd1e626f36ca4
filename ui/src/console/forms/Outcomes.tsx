import type { OptInForm } from "~/api/contacts/forms";
import { count } from "~/shared/format";
import classes from "./Forms.module.css";

const OUTCOMES: { outcome: string; words: string }[] = [
  { outcome: "opted_in", words: "opted in by it" },
  { outcome: "asked", words: "asked to reply START" },
  { outcome: "waiting", words: "sent it again before their START" },
  { outcome: "already", words: "were opted in before" },
  { outcome: "stopped", words: "had said STOP, and stay so" },
];

/** What became of whoever sent the form. */
export function Outcomes({ form }: { form: OptInForm }) {
  const known = OUTCOMES.filter(({ outcome }) => (form.submissions[outcome] ?? 0) > 0);
  return (
    <section className={classes["card"]} aria-label="What came of it">
      <h2>What came of it</h2>
      {known.length === 0 ? (
        <p>Nobody has sent it yet.</p>
      ) : (
        <ul className={classes["outcomes"]}>
          {known.map(({ outcome, words }) => (
            <li key={outcome}>
              <b className="tabular">{count(form.submissions[outcome] ?? 0)}</b> {words}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
