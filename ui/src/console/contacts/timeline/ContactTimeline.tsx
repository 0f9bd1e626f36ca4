import { Button } from "@mantine/core";
import {
  type Icon,
  IconBolt,
  IconCheck,
  IconCornerDownRight,
  IconDoorEnter,
  IconHistory,
  IconMail,
  IconMessage2,
  IconMessageReply,
  IconShieldCheck,
  IconUserPlus,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { readTimeline, type TimelineEntry } from "~/api/contacts/contacts";
import type { Contact } from "~/api/types";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { dayWords, timeIn } from "~/shared/time/time";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { EmailBody } from "~/console/parts/email/EmailBody";
import { ListingSkeleton } from "~/console/parts/lists/Listing";
import { useDraft } from "~/console/parts/useDocument";
import { byDay, evidenceFacts, headline, outcomeWords, sourceSentence, stepWords, valueText, worthTelling } from "./entries";
import classes from "./ContactTimeline.module.css";

/** Everything that happened to a contact, newest first. */
export function Timeline({ contact, zone }: { contact: Contact; zone: string }) {
  // Somebody may be travelling while one looks.
  const timeline = usePages(["contacts", "one", contact.external_id, "timeline"], (cursor) => readTimeline(contact.external_id, cursor), { every: 5_000 });
  const now = useNow();
  if (timeline.waiting) return <ListingSkeleton label="Loading timeline" />;
  if (timeline.error) return <FailedState error={timeline.error} retry={timeline.retry} />;
  const entries = worthTelling(timeline.rows);
  if (entries.length === 0) {
    return (
      <EmptyState icon={IconHistory} title="Nothing has happened yet">
        Messages, replies, events and journey steps will appear here.
      </EmptyState>
    );
  }
  return (
    <>
      {byDay(entries, zone).map(({ day, entries: those }) => (
        <section key={day} className={classes["day"]}>
          <h3>{dayWords(those[0]?.at ?? "", zone, now)}</h3>
          <ol>
            {those.map((entry) => (
              <Entry key={keyOf(entry)} entry={entry} zone={zone} contact={contact} />
            ))}
          </ol>
        </section>
      ))}
      {timeline.more && (
        <Button variant="default" size="xs" loading={timeline.loadingMore} onClick={timeline.more}>
          Show earlier
        </Button>
      )}
    </>
  );
}

function keyOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "message":
      return `message ${entry.message_id}`;
    case "enrolled":
    case "ended":
      return `${entry.kind} ${entry.enrolment_id}`;
    case "step":
      return `step ${entry.enrolment_id} ${entry.at} ${entry.steps.map((step) => step.node_id).join(" ")}`;
    case "reply":
      return `reply ${entry.at} ${entry.body}`;
    case "event":
      return `event ${entry.at} ${entry.name} ${JSON.stringify(entry.properties)}`;
    case "consent":
      return `consent ${entry.at} ${entry.channel} ${entry.address} ${entry.after}`;
    case "contact_created":
      return "created";
  }
}

const ICONS: Record<TimelineEntry["kind"], Icon> = {
  contact_created: IconUserPlus,
  event: IconBolt,
  enrolled: IconDoorEnter,
  step: IconCornerDownRight,
  ended: IconCheck,
  message: IconMessage2,
  reply: IconMessageReply,
  consent: IconShieldCheck,
};

function Entry({ entry, zone, contact }: { entry: TimelineEntry; zone: string; contact: Contact }) {
  const Picture = entry.kind === "message" && entry.channel === "email" ? IconMail : ICONS[entry.kind];
  return (
    <li className={classes["entry"]} data-kind={entry.kind}>
      <span className={classes["icon"]}>
        <Picture size={15} stroke={1.8} aria-hidden />
      </span>
      <div className={classes["what"]}>
        <div className={classes["line"]}>
          <b>{headline(entry)}</b>
          <span className={classes["time"]}>
            <When at={entry.at} zone={zone} show={timeIn} />
          </span>
        </div>
        <Details entry={entry} contact={contact} />
      </div>
    </li>
  );
}

function Details({ entry, contact }: { entry: TimelineEntry; contact: Contact }) {
  switch (entry.kind) {
    case "contact_created":
      return null;
    case "event":
      return <Pairs pairs={Object.entries(entry.properties).map(([name, value]) => [name, valueText(value)])} />;
    case "enrolled":
      return (
        <p>
          <Link to="/contacts/$externalId" params={{ externalId: contact.external_id }} search={{ show: "journeys", enrolment: String(entry.enrolment_id) }}>
            Show path taken
          </Link>
          {entry.key !== "" && <> · key {entry.key}</>}
        </p>
      );
    case "step":
      return <Steps journey={entry.journey} steps={entry.steps} />;
    case "ended":
      return entry.sentence === null ? null : <p>{entry.sentence}</p>;
    case "message":
      return (
        <>
          {entry.subject !== null && <p className={classes["subject"]}>{entry.subject}</p>}
          {entry.body !== null && <div className={classes["bubble"]}>{entry.channel === "email" ? <EmailBody body={entry.body} /> : entry.body}</div>}
          {entry.sentence !== null && <p className={classes["reason"]}>{entry.sentence}</p>}
          <p>
            {entry.journey_name !== null && <>In {entry.journey_name} · </>}
            <Link to="/messages" search={{ contact: contact.external_id, message: String(entry.message_id) }}>
              History
            </Link>
          </p>
        </>
      );
    case "reply":
      return (
        <>
          <p className={classes["bubble"]} data-from="phone">
            {entry.body}
          </p>
          {entry.reply_kind === "opt_out" && entry.matched === "intent" && <p>Not the keyword STOP, but a clear request to stop. It counts as an opt-out.</p>}
        </>
      );
    case "consent":
      return (
        <>
          <p>
            {sourceSentence(entry.source, entry.actor)} · {entry.address}
          </p>
          <Pairs pairs={evidenceFacts(entry.evidence)} />
        </>
      );
  }
}

/** Names and values, quietly. */
function Pairs({ pairs }: { pairs: [string, string][] }) {
  if (pairs.length === 0) return null;
  return (
    <dl className={classes["pairs"]}>
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Passed = Extract<TimelineEntry, { kind: "step" }>["steps"];

function Steps({ journey, steps }: { journey: string; steps: Passed }) {
  const document = useDraft(journey);
  return (
    <ul className={classes["steps"]}>
      {steps.map((step) => {
        const outcome = outcomeWords(document, step.node_id, step.outcome);
        return (
          <li key={step.node_id}>
            {stepWords(document, step.node_id)}
            {outcome !== "" && <span> → {outcome}</span>}
            {step.sentence && <em>{step.sentence}</em>}
          </li>
        );
      })}
    </ul>
  );
}
