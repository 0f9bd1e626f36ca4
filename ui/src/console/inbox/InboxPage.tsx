import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listReplies } from "~/api/messages/inbox";
import { plain } from "~/journey/steps/phrase";
import { definitionOf, sentence } from "~/journey/steps/registry";
import { useAccountZone } from "~/shared/account";
import { plural } from "~/shared/format";
import { usePages } from "~/shared/paging/usePages";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { JourneyFilter } from "../parts/pickers/JourneyFilter";
import { NothingLike, PagedList } from "../parts/lists/PagedList";
import { useDraft } from "../parts/useDocument";
import { withCurrent } from "../parts/pickers/places";
import classes from "./Inbox.module.css";
import { Reply } from "./Reply";

const KINDS = [
  { value: "", label: "All" },
  { value: "other", label: "Conversation" },
  { value: "opt_out", label: "Stopping" },
  { value: "opt_in", label: "Starting" },
  { value: "help", label: "Help" },
];

export function Page() {
  const search = useSearch({ from: "/inbox" });
  const navigate = useNavigate({ from: "/inbox" });
  const { journey, node, kind, answered } = search;
  const zone = useAccountZone();
  const draft = useDraft(journey ?? null);
  const steps = (draft?.nodes ?? []).filter((step) => definitionOf(step.type).channel === "sms").map((step) => ({ value: step.id, label: plain(sentence(step)) }));
  const replies = usePages(
    ["inbox", journey, node, kind, answered],
    (cursor, signal) => listReplies({ journey, node, kind, ...(answered === undefined ? {} : { answered: answered === "yes" }) }, cursor, signal),
    { every: 4_000, keepLast: true },
  );
  const narrow = (part: Partial<typeof search>) => void navigate({ search: { ...search, ...part }, replace: true });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <PageFrame
      title="Inbox"
      documentTitle="Inbox"
      intro={`What people text back, next to the message they're most likely answering. Times are in ${zone.replaceAll("_", " ")}, the account's zone.`}
    >
      {(filtered || !replies.nothing) && (
        <div className={classes["filters"]} role="search" aria-label="Filter replies">
          <SegmentedControl size="xs" aria-label="Kind of reply" data={KINDS} value={kind ?? ""} onChange={(value) => narrow({ kind: value === "" ? undefined : value })} />
          <JourneyFilter value={journey} onChange={(value) => narrow({ journey: value, node: undefined })} />
          {journey !== undefined && (
            <Select
              aria-label="Message"
              placeholder="Any message"
              data={withCurrent(steps, node ?? null)}
              value={node ?? null}
              onChange={(value) => narrow({ node: value ?? undefined })}
              clearable
              clearButtonProps={{ "aria-label": "Any message" }}
            />
          )}
          <Select
            aria-label="Answered"
            placeholder="Any status"
            data={[
              { value: "no", label: "Not answered" },
              { value: "yes", label: "Answered" },
            ]}
            value={answered ?? null}
            onChange={(value) => narrow({ answered: value ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": "Any status" }}
          />
        </div>
      )}
      <PagedList
        list={replies}
        label="Loading replies"
        counted={(rows) => plural(rows, "reply", "replies")}
        empty={
          filtered ? (
            <NothingLike title="No matching replies" showAll="Show all replies" onShowAll={() => void navigate({ search: {}, replace: true })} />
          ) : (
            <EmptyState
              icon={IconInbox}
              title="No replies yet"
              actions={
                <Button size="xs" variant="default" renderRoot={(props) => <Link to="/phones" {...props} />}>
                  Reply from a virtual phone
                </Button>
              }
            >
              Every reply is listed here, and can be answered as long as the contact may be texted.
            </EmptyState>
          )
        }
      >
        <ul className={classes["list"]} aria-label="Replies">
          {replies.rows.map((reply) => (
            <Reply key={reply.id} reply={reply} zone={zone} />
          ))}
        </ul>
      </PagedList>
    </PageFrame>
  );
}
