import type { OptInForm } from "~/api/contacts/forms";
import { count } from "~/shared/format";
import classes from "./Forms.module.css";

const OUTCOMES: { outcome: string; words: string }[] = [
  { outcome: "opted_in", words: "opted in" },
  { outcome: "asked", words: "asked to reply START" },
  { outcome: "waiting", words: "submitted again before replying START" },
  { outcome: "already", words: "were already opted in" },
  { outcome: "stopped", words: "had opted out, and stay opted out" },
];

/** What became of whoever sent the form. */
export function Outcomes({ form }: { form: OptInForm }) {
  const known = OUTCOMES.filter(({ outcome }) => (form.submissions[outcome] ?? 0) > 0);
  return (
    <section className={classes["card"]} aria-label="Results">
      <h2>Results</h2>
      {known.length === 0 ? (
        <p>No sign-ups yet.</p>
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
