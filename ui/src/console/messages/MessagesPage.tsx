import { Button, Select } from "@mantine/core";
import { IconMessage } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listMessages, type SentMessage } from "~/api/messages/messages";
import { useAccountZone } from "~/shared/account";
import { plural } from "~/shared/format";
import { usePages } from "~/shared/paging/usePages";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { instantIn } from "~/shared/time/time";
import { When } from "~/shared/time/When";
import { Badge } from "../parts/states/Badge";
import { ContactPicker } from "../parts/pickers/ContactPicker";
import { JourneyFilter, useJourneyNames } from "../parts/pickers/JourneyFilter";
import { type Column, Listing, RowButton, Second } from "../parts/lists/Listing";
import { NothingLike, PagedList } from "../parts/lists/PagedList";
import { MESSAGE_STATES, messageLabel } from "../parts/words";
import { shownAt } from "./messageHistory";
import { MessageDrawer } from "./MessageDrawer";
import classes from "./Messages.module.css";

export function Page() {
  const search = useSearch({ from: "/messages" });
  const navigate = useNavigate({ from: "/messages" });
  const { journey, state, contact, message } = search;
  const zone = useAccountZone();
  const names = useJourneyNames();
  const messages = usePages(["messages", "list", journey, state, contact], (cursor, signal) => listMessages({ journey, state, contact }, cursor, signal), {
    every: 4_000,
    keepLast: true,
  });
  const narrow = (part: Partial<typeof search>) => {
    const { message: _, ...rest } = { ...search, ...part };
    void navigate({ search: rest, replace: true });
  };
  const open = (id: number | null) => {
    const { message: _, ...rest } = search;
    void navigate({ search: id === null ? rest : { ...rest, message: String(id) }, replace: true });
  };
  const filtered = journey !== undefined || state !== undefined || contact !== undefined;
  return (
    <PageFrame
      title="Messages"
      documentTitle="Messages"
      intro={`Every text and e-mail, and its status. Times are in ${zone.replaceAll("_", " ")}, the account's zone.`}
    >
      {(filtered || !messages.nothing) && (
        <div className={classes["filters"]} role="search" aria-label="Filter messages">
          <JourneyFilter value={journey} onChange={(value) => narrow({ journey: value })} />
          <Select
            aria-label="State"
            placeholder="Any state"
            data={MESSAGE_STATES}
            value={state ?? null}
            onChange={(value) => narrow({ state: value ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": "Any state" }}
          />
          <ContactPicker value={contact ?? null} onChange={(value) => narrow({ contact: value ?? undefined })} placeholder="Any contact" />
        </div>
      )}
      <PagedList
        list={messages}
        label="Loading messages"
        counted={(rows) => plural(rows, "message")}
        empty={
          filtered ? (
            <NothingLike title="No matching messages" showAll="Show all messages" onShowAll={() => void navigate({ search: {}, replace: true })} />
          ) : (
            <EmptyState
              icon={IconMessage}
              title="Nothing has been sent yet"
              actions={
                <Button size="xs" renderRoot={(props) => <Link to="/journeys" {...props} />}>
                  Go to journeys
                </Button>
              }
            >
              When a contact reaches a send step, the message appears here, either sent or skipped with a reason.
            </EmptyState>
          )
        }
      >
        <Listing label="Messages" columns={columnsWith(zone, names, open)} rows={messages.rows} keyOf={(row) => row.id} />
      </PagedList>
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
          <span className={classes["excerpt"]}>{message.subject ?? message.body ?? "No message written"}</span>
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
      const label = messageLabel(message.state);
      return (
        <>
          <Badge tone={label.tone}>{label.words}</Badge>
          <Second narrowOnly>
            <When at={shownAt(message)} zone={zone} />
          </Second>
        </>
      );
    },
  },
  { name: "Segments", kind: "number", wide: true, cell: (message) => (message.channel === "sms" && message.segments > 0 ? message.segments : "–") },
  { name: "When", kind: "tight", wide: true, cell: (message) => <When at={shownAt(message)} zone={zone} show={instantIn} /> },
];
