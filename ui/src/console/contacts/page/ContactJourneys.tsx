import { Button } from "@mantine/core";
import { IconMap, IconRoute } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { cancelEnrolment, enrolmentsOfContact, loadEnrolment } from "~/api/journeys/enrolments";
import type { Contact, Enrolment } from "~/api/types";
import { confirm } from "~/shared/feedback/confirm";
import { plural } from "~/shared/format";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { instantIn } from "~/shared/time/time";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { When } from "~/shared/time/When";
import { Badge } from "~/console/parts/states/Badge";
import { ListingSkeleton } from "~/console/parts/lists/Listing";
import { PagedList } from "~/console/parts/lists/PagedList";
import { useDraft, useVersion } from "~/console/parts/useDocument";
import { enrolmentLabel, nameOf } from "~/console/parts/words";
import classes from "./ContactJourneys.module.css";
import { outcomeWords, stepWords } from "../timeline/entries";

/** The journeys a contact is in or was in, and the way taken through each. */
export function ContactJourneys({ contact, zone, chosen }: { contact: Contact; zone: string; chosen: string | null }) {
  const enrolments = usePages(
    ["contacts", "one", contact.external_id, "enrolments"],
    (cursor) => enrolmentsOfContact(contact.external_id, cursor),
    { every: 5_000 },
  );
  return (
    <PagedList
      list={enrolments}
      label="Loading journeys"
      bars={3}
      counted={(rows) => plural(rows, "enrolment")}
      empty={
        <EmptyState icon={IconRoute} title="Not in a journey yet">
          {nameOf(contact)} can enter one through an event, a launch, a keyword, or by hand.
        </EmptyState>
      }
    >
      <ul className={classes["list"]}>
        {enrolments.rows.map((enrolment) => (
          <Passage key={enrolment.id} enrolment={enrolment} contact={contact} zone={zone} open={String(enrolment.id) === chosen} />
        ))}
      </ul>
    </PagedList>
  );
}

function Passage({ enrolment, contact, zone, open }: { enrolment: Enrolment; contact: Contact; zone: string; open: boolean }) {
  const navigate = useNavigate({ from: "/contacts/$externalId" });
  const queries = useQueryClient();
  const draft = useDraft(enrolment.journey);
  const label = enrolmentLabel(enrolment.status);
  const name = draft?.name ?? enrolment.journey;
  const cancel = useMutation({
    mutationFn: () => cancelEnrolment(enrolment.id),
    onSuccess: async ({ dispatched }) => {
      await queries.invalidateQueries({ queryKey: ["contacts", "one", contact.external_id] });
      notify({
        tone: "good",
        message:
          dispatched.length === 0
            ? `${nameOf(contact)} was removed from ${name}.`
            : `${nameOf(contact)} was removed from ${name}. ${plural(dispatched.length, "message")} had already been sent.`,
      });
    },
    onError: notifyFailure,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Remove ${nameOf(contact)} from ${name}?`,
      body: "They get nothing more from this journey. A message that was already sent can't be recalled.",
      confirm: "Remove",
      danger: true,
    });
    if (yes) cancel.mutate();
  };
  return (
    <li className={classes["passage"]}>
      <header>
        <Link to="/journeys/$id" params={{ id: enrolment.journey }}>
          {name}
        </Link>
        {enrolment.version !== undefined && <span>version {enrolment.version}</span>}
        <Badge tone={label.tone}>{label.words}</Badge>
        <span className={classes["space"]} />
        {enrolment.status === "active" && (
          <Button variant="default" size="compact-xs" loading={cancel.isPending} onClick={() => void ask()}>
            Remove
          </Button>
        )}
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconMap size={14} aria-hidden />}
          aria-expanded={open}
          onClick={() =>
            void navigate({ search: { show: "journeys", ...(open ? {} : { enrolment: String(enrolment.id) }) }, replace: true })
          }
        >
          {open ? "Hide path" : "Show path"}
        </Button>
      </header>
      <p>
        {enrolment.enrolled_at !== undefined && (
          <>
            Entered <When at={enrolment.enrolled_at} zone={zone} />
          </>
        )}
        {enrolment.status === "active" && enrolment.due_at && (
          <>
            {" "}
            · moves on <When at={enrolment.due_at} zone={zone} />
          </>
        )}
        {enrolment.ended_at && (
          <>
            {" "}
            · ended <When at={enrolment.ended_at} zone={zone} />
          </>
        )}
      </p>
      {enrolment.sentence && <p>{enrolment.sentence}</p>}
      {open && <Way enrolment={enrolment} zone={zone} />}
    </li>
  );
}

/** The steps an enrolment passed, in order. */
function Way({ enrolment, zone }: { enrolment: Enrolment; zone: string }) {
  const passage = useQuery({
    queryKey: ["enrolments", enrolment.id, enrolment.step, enrolment.status],
    queryFn: () => loadEnrolment(enrolment.id),
  });
  const document = useVersion(enrolment.journey, enrolment.version);
  if (passage.isPending) return <ListingSkeleton label="Loading path" rows={3} />;
  if (passage.data === undefined) return <FailedState error={passage.error} retry={() => void passage.refetch()} />;
  const path = (passage.data.path ?? []).map((hop, place) => ({ ...hop, place }));
  if (path.length === 0) return <p>Hasn't moved yet.</p>;
  return (
    <ol className={classes["way"]} aria-label="Path through the journey">
      {path.map((hop) => {
        const outcome = outcomeWords(document, hop.node_id, hop.outcome);
        return (
          <li key={hop.place} data-here={hop.outcome === null || undefined}>
            <span className={classes["when"]}>
              <When at={hop.at} zone={zone} show={instantIn} />
            </span>
            <span>
              {stepWords(document, hop.node_id)}
              {outcome !== "" && <b> → {outcome}</b>}
              {hop.sentence && <em>{hop.sentence}</em>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
