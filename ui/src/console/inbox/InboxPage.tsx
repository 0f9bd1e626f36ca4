import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconInbox, IconMessageOff } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listReplies } from "~/api/inbox";
import { listJourneys } from "~/api/journeyList";
import { plain, sentence } from "~/builder/core/sentences";
import { useAccountZone } from "~/shared/account";
import { plural } from "~/shared/format";
import { PageFrame } from "~/shared/Page";
import { EmptyState, FailedState } from "~/shared/states";
import { ListingFoot, ListingSkeleton } from "../parts/Listing";
import { useDraft } from "../parts/useDocument";
import { withCurrent } from "../places";
import classes from "./Inbox.module.css";
import { Reply } from "./Reply";

const KINDS = [
  { value: "", label: "All" },
  { value: "other", label: "Conversation" },
  { value: "opt_out", label: "Stopping" },
  { value: "opt_in", label: "Starting" },
  { value: "help", label: "Help" },
];
const SENDS = new Set(["send_sms", "ask_opt_in"]);

export function Page() {
  const search = useSearch({ from: "/inbox" });
  const navigate = useNavigate({ from: "/inbox" });
  const { journey, node, kind, answered } = search;
  const zone = useAccountZone();
  const journeys = useQuery({ queryKey: ["journeys", "names"], queryFn: () => listJourneys(null, null, 500), staleTime: 30_000 });
  const draft = useDraft(journey ?? null);
  const steps = (draft?.nodes ?? []).filter((step) => SENDS.has(step.type)).map((step) => ({ value: step.id, label: plain(sentence(step)) }));
  const replies = useInfiniteQuery({
    queryKey: ["inbox", journey, node, kind, answered],
    queryFn: ({ pageParam, signal }) =>
      listReplies({ journey, node, kind, ...(answered === undefined ? {} : { answered: answered === "yes" }) }, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) === 1 ? 4_000 : false),
  });
  const narrow = (part: Partial<typeof search>) => void navigate({ search: { ...search, ...part }, replace: true });
  const rows = replies.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(search).some((value) => value !== undefined);
  const nothing = replies.isSuccess && rows.length === 0;
  return (
    <PageFrame
      title="Inbox"
      documentTitle="Inbox"
      intro={`What people text back, beside the message it most likely answers. Times are in ${zone.replaceAll("_", " ")}, the account's zone.`}
    >
      {(filtered || !nothing) && (
        <div className={classes["filters"]} role="search" aria-label="Which replies">
          <SegmentedControl size="xs" aria-label="Kind of reply" data={KINDS} value={kind ?? ""} onChange={(value) => narrow({ kind: value === "" ? undefined : value })} />
          <Select
            aria-label="Journey"
            placeholder="Any journey"
            data={withCurrent(
              (journeys.data?.items ?? []).map((row) => ({ value: row.id, label: row.name })),
              journey ?? null,
            )}
            value={journey ?? null}
            onChange={(value) => narrow({ journey: value ?? undefined, node: undefined })}
            searchable
            clearable
            clearButtonProps={{ "aria-label": "Any journey" }}
          />
          {journey !== undefined && (
            <Select
              aria-label="Message"
              placeholder="Any message of it"
              data={withCurrent(steps, node ?? null)}
              value={node ?? null}
              onChange={(value) => narrow({ node: value ?? undefined })}
              clearable
              clearButtonProps={{ "aria-label": "Any message" }}
            />
          )}
          <Select
            aria-label="Answered"
            placeholder="Answered or not"
            data={[
              { value: "no", label: "Not answered" },
              { value: "yes", label: "Answered" },
            ]}
            value={answered ?? null}
            onChange={(value) => narrow({ answered: value ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": "Answered or not" }}
          />
        </div>
      )}
      {replies.isPending && <ListingSkeleton label="Loading the replies" rows={4} />}
      {replies.isError && rows.length === 0 && <FailedState error={replies.error} retry={() => void replies.refetch()} />}
      {nothing && filtered && (
        <EmptyState
          icon={IconMessageOff}
          title="No reply like that"
          actions={
            <Button size="xs" variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
              Show all replies
            </Button>
          }
        >
          Take away a filter to see more.
        </EmptyState>
      )}
      {nothing && !filtered && (
        <EmptyState
          icon={IconInbox}
          title="Nobody has written yet"
          actions={
            <Button size="xs" variant="default" renderRoot={(props) => <Link to="/phones" {...props} />}>
              Reply from a virtual phone
            </Button>
          }
        >
          Every text that comes back stands here, and can be answered as long as the person may be texted.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <ul className={classes["list"]} aria-label="Replies">
            {rows.map((reply) => (
              <Reply key={reply.id} reply={reply} zone={zone} />
            ))}
          </ul>
          <ListingFoot
            shown={replies.hasNextPage ? `The newest ${plural(rows.length, "reply", "replies")}` : plural(rows.length, "reply", "replies")}
            more={replies.hasNextPage ? () => void replies.fetchNextPage() : null}
            loading={replies.isFetchingNextPage}
          />
        </>
      )}
    </PageFrame>
  );
}
