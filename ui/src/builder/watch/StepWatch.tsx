import { ActionIcon, Button } from "@mantine/core";
import { IconPlayerStop, IconRoute } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { cancelEnrolment, enrolmentsAt } from "~/api/journeys/enrolments";
import type { Enrolment, Step } from "~/api/types";
import { outletOf } from "~/journey/steps/registry";
import { usePages } from "~/shared/paging/usePages";
import { useAccountZone } from "~/shared/account";
import { confirm } from "~/shared/feedback/confirm";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { count, plural } from "~/shared/format";
import { Tip } from "~/shared/page/Tip";
import { When } from "~/shared/time/When";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import { useJourney } from "../workbench/useJourney";
import { showPassage } from "./WatchBar";
import dialogs from "../dialogs/Dialogs.module.css";
import classes from "./Watch.module.css";

/** What happens at a step, and who is there now. */
export function StepWatch({ step }: { step: Step }) {
  const numbers = useEditor((state) => state.numbers[step.id]);
  if (!numbers) return <p className={classes["quiet"]}>No one has reached this step yet.</p>;
  const ways = Object.entries(numbers.left).filter(([, left]) => left > 0);
  const sends = numbers.sent + numbers.skipped + numbers.failed + numbers.unknown > 0;
  return (
    <section className={classes["watch"]} aria-label="Activity at this step">
      <dl className={classes["figures"]}>
        <Figure label="here now" value={numbers.here} />
        <Figure label="passed through" value={numbers.entered} />
        {sends && <Figure label="sent" value={numbers.sent} />}
        {sends && <Figure label="delivered" value={numbers.delivered} />}
        {numbers.clicked > 0 && <Figure label="clicked" value={numbers.clicked} />}
        {numbers.replied > 0 && <Figure label="replied" value={numbers.replied} />}
        {sends && <Figure label="skipped" value={numbers.skipped} />}
        {sends && <Figure label="failed" value={numbers.failed} />}
        {numbers.unknown > 0 && <Figure label="unknown" value={numbers.unknown} />}
      </dl>
      {ways.length > 0 && (
        <Table
          title="Paths taken"
          rows={ways.map(([id, left]) => [id, outletOf(step, id)?.label || (id === "next" ? "Next" : id.replaceAll("_", " ")), left])}
        />
      )}
      {numbers.reasons.length > 0 && (
        <Table title="Why some were skipped" rows={numbers.reasons.map((reason) => [reason.reason, reason.sentence, reason.count])} />
      )}
      <PeopleHere step={step} here={numbers.here} />
    </section>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{count(value)}</dd>
    </div>
  );
}

function Table({ title, rows }: { title: string; rows: [key: string, words: string, value: number][] }) {
  return (
    <div>
      <h3 className={dialogs["section"]}>{title}</h3>
      <table className={dialogs["reasons"]}>
        <tbody>
          {rows.map(([key, words, value]) => (
            <tr key={key}>
              <td>{words}</td>
              <td>{count(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PeopleHere({ step, here }: { step: Step; here: number }) {
  const journey = useJourney();
  // The numbers are live; the list follows at a calmer pace.
  const people = usePages(["journey", journey.id, "at", step.id], (cursor) => enrolmentsAt(journey.id, step.id, cursor), { every: 5_000, olderToo: true });
  return (
    <div>
      <h3 className={dialogs["section"]}>Contacts here</h3>
      {people.waiting ? (
        <p className={classes["quiet"]}>Loading…</p>
      ) : people.error ? (
        <p className={classes["quiet"]}>{people.error.message}</p>
      ) : people.nothing ? (
        <p className={classes["quiet"]}>{here === 0 ? "No one right now." : "They're just moving on."}</p>
      ) : (
        <ul className={classes["people"]}>
          {people.rows.map((enrolment) => (
            <Person key={enrolment.id} enrolment={enrolment} />
          ))}
        </ul>
      )}
      {people.more && (
        <Button size="compact-xs" variant="subtle" loading={people.loadingMore} onClick={people.more}>
          More
        </Button>
      )}
    </div>
  );
}

function Person({ enrolment }: { enrolment: Enrolment }) {
  const bench = useWorkbench();
  const queries = useQueryClient();
  const zone = useAccountZone();
  const stop = async () => {
    const yes = await confirm({
      title: `End the journey for ${enrolment.contact}?`,
      body: "This contact gets nothing more from this journey. A message the carrier already has can't be recalled.",
      confirm: "End it",
      danger: true,
    });
    if (!yes) return;
    try {
      const { dispatched } = await cancelEnrolment(enrolment.id);
      notify({
        tone: "good",
        message: dispatched.length === 0 ? `Ended for ${enrolment.contact}.` : `Ended for ${enrolment.contact}. ${plural(dispatched.length, "message")} had already been sent.`,
      });
    } catch (error) {
      notifyFailure(error);
    }
    await queries.invalidateQueries({ queryKey: ["journey", bench.journeyId, "at"] });
  };
  return (
    <li className={classes["person"]}>
      <span className={classes["name"]}>
        <Link to="/contacts/$externalId" params={{ externalId: enrolment.contact }}>
          {enrolment.contact}
        </Link>
        {enrolment.due_at && (
          <span className={classes["due"]}>
            {" "}
            until <When at={enrolment.due_at} zone={zone} />
          </span>
        )}
        {enrolment.sentence && <span className={classes["why"]}>{enrolment.sentence}</span>}
      </span>
      <Tip label="Show this contact's path">
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Show the path of ${enrolment.contact}`} onClick={() => void showPassage(bench, enrolment.id)}>
          <IconRoute size={15} />
        </ActionIcon>
      </Tip>
      <Tip label="End the journey for this contact">
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`End the journey for ${enrolment.contact}`} onClick={() => void stop()}>
          <IconPlayerStop size={15} />
        </ActionIcon>
      </Tip>
    </li>
  );
}
