import { Button, Select } from "@mantine/core";
import { IconMessage, IconMessageOff } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listMessages, type SentMessage } from "~/api/messages";
import { listJourneys } from "~/api/journeyList";
import { useAccountZone } from "~/shared/account";
import { plural } from "~/shared/format";
import { PageFrame } from "~/shared/Page";
import { EmptyState, FailedState } from "~/shared/states";
import { instantIn } from "~/shared/time";
import { When } from "~/shared/When";
import { Badge } from "../parts/Badge";
import { ContactPicker } from "../parts/ContactPicker";
import { type Column, Listing, ListingFoot, ListingSkeleton, RowButton, Second } from "../parts/Listing";
import { withCurrent } from "../places";
import { MESSAGE_STATES, messageSaid } from "../words";
import { told } from "./life";
import { MessageDrawer } from "./MessageDrawer";
import classes from "./Messages.module.css";

export function Page() {
  const search = useSearch({ from: "/messages" });
  const navigate = useNavigate({ from: "/messages" });
  const { journey, state, contact, message } = search;
  const zone = useAccountZone();
  const journeys = useQuery({ queryKey: ["journeys", "names"], queryFn: () => listJourneys(null, null, 500), staleTime: 30_000 });
  const messages = useInfiniteQuery({
    queryKey: ["messages", "list", journey, state, contact],
    queryFn: ({ pageParam, signal }) => listMessages({ journey, state, contact }, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) === 1 ? 4_000 : false),
  });
  const narrow = (part: Partial<typeof search>) => {
    const { message: _, ...rest } = { ...search, ...part };
    void navigate({ search: rest, replace: true });
  };
  const open = (id: number | null) => {
    const { message: _, ...rest } = search;
    void navigate({ search: id === null ? rest : { ...rest, message: String(id) }, replace: true });
  };
  const names = new Map((journeys.data?.items ?? []).map((row) => [row.id, row.name]));
  const rows = messages.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = journey !== undefined || state !== undefined || contact !== undefined;
  const nothing = messages.isSuccess && rows.length === 0;
  return (
    <PageFrame
      title="Messages"
      documentTitle="Messages"
      intro={`Every text and e-mail, and what became of it. Times are in ${zone.replaceAll("_", " ")}, the account's zone.`}
    >
      {(filtered || !nothing) && (
        <div className={classes["filters"]} role="search" aria-label="Which messages">
          <Select
            aria-label="Journey"
            placeholder="Any journey"
            data={withCurrent(
              (journeys.data?.items ?? []).map((row) => ({ value: row.id, label: row.name })),
              journey ?? null,
            )}
            value={journey ?? null}
            onChange={(value) => narrow({ journey: value ?? undefined })}
            searchable
            clearable
            clearButtonProps={{ "aria-label": "Any journey" }}
            nothingFoundMessage="No such journey"
          />
          <Select
            aria-label="State"
            placeholder="Any state"
            data={MESSAGE_STATES.map((value) => ({ value, label: messageSaid(value).words }))}
            value={state ?? null}
            onChange={(value) => narrow({ state: value ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": "Any state" }}
          />
          <ContactPicker value={contact ?? null} onChange={(value) => narrow({ contact: value ?? undefined })} placeholder="Any contact" />
        </div>
      )}
      {messages.isPending && <ListingSkeleton label="Loading the messages" />}
      {messages.isError && rows.length === 0 && <FailedState error={messages.error} retry={() => void messages.refetch()} />}
      {nothing && filtered && (
        <EmptyState
          icon={IconMessageOff}
          title="No message like that"
          actions={
            <Button size="xs" variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
              Show all messages
            </Button>
          }
        >
          Take away a filter to see more.
        </EmptyState>
      )}
      {nothing && !filtered && (
        <EmptyState
          icon={IconMessage}
          title="Nothing has been sent yet"
          actions={
            <Button size="xs" renderRoot={(props) => <Link to="/journeys" {...props} />}>
              Go to the journeys
            </Button>
          }
        >
          As soon as somebody comes to a send step, the message stands here: sent, or skipped with the reason.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <Listing label="Messages" columns={columnsWith(zone, names, open)} rows={rows} keyOf={(one) => one.id} />
          <ListingFoot
            shown={messages.hasNextPage ? `The newest ${plural(rows.length, "message")}` : plural(rows.length, "message")}
            more={messages.hasNextPage ? () => void messages.fetchNextPage() : null}
            loading={messages.isFetchingNextPage}
          />
        </>
      )}
      {message !== undefined && <MessageDrawer id={message} names={names} onClose={() => open(null)} />}
    </PageFrame>
  );
}

const columnsWith = (zone: string, names: ReadonlyMap<string, string>, open: (id: number) => void): Column<SentMessage>[] => [
  {
    name: "Message",
    cell: (message) => (
      <>
        <RowButton onClick={() => open(message.id)}>
          <span className={classes["excerpt"]}>{message.subject ?? message.body ?? "No message was written"}</span>
        </RowButton>
        <Second>
          {message.channel === "email" ? "E-mail" : "Text"} to {message.contact ?? message.to ?? "nobody"}
          {message.journey !== null && names.has(message.journey) && <> · {names.get(message.journey)}</>}
        </Second>
        {message.sentence !== null && <Second>{message.sentence}</Second>}
      </>
    ),
  },
  {
    name: "State",
    kind: "tight",
    cell: (message) => {
      const said = messageSaid(message.state);
      return (
        <>
          <Badge tone={said.tone}>{said.words}</Badge>
          <Second narrowOnly>
            <When at={told(message)} zone={zone} />
          </Second>
        </>
      );
    },
  },
  { name: "Segments", kind: "number", wide: true, cell: (message) => (message.channel === "sms" && message.segments > 0 ? message.segments : "–") },
  { name: "When", kind: "tight", wide: true, cell: (message) => <When at={told(message)} zone={zone} show={instantIn} /> },
];
