import { Button, SegmentedControl, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBook2, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { listLibrary, type LibraryRow, readLibraryMessage } from "~/api/messages/library";
import { joined, plural } from "~/shared/format";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { Failure } from "../parts/states/Failure";
import { type Column, Listing, RowLink, Second } from "../parts/lists/Listing";
import { PagedList } from "../parts/lists/PagedList";
import { languageName } from "../parts/pickers/places";
import classes from "./Library.module.css";
import { LibraryEditor } from "./LibraryEditor";

export function Page() {
  const { message } = useSearch({ from: "/library" });
  if (message === undefined) return <List />;
  return message === "new" ? <LibraryEditor key="new" message={null} /> : <Existing key={message} id={message} />;
}

function Existing({ id }: { id: string }) {
  const message = useQuery({ queryKey: ["library", "one", id], queryFn: () => readLibraryMessage(id) });
  if (message.data !== undefined) return <LibraryEditor key={message.data.version} message={message.data} />;
  return (
    <PageFrame title="Message" documentTitle="Message">
      {message.isError ? (
        <Failure error={message.error} retry={() => void message.refetch()} what="message" back={{ to: "/library", label: "The library" }} />
      ) : (
        <div role="status" aria-label="Loading message">
          <Skeleton height={320} radius="md" />
        </div>
      )}
    </PageFrame>
  );
}

const COLUMNS: readonly Column<LibraryRow>[] = [
  {
    name: "Name",
    cell: (row) => (
      <>
        <RowLink to="/library" search={{ message: row.id }}>
          {row.name}
        </RowLink>
        <Second>
          <span className={classes["excerpt"]}>{row.texts[row.fallback] ?? Object.values(row.texts)[0]}</span>
        </Second>
      </>
    ),
  },
  { name: "For", kind: "tight", wide: true, cell: (row) => (row.kind === "message" ? "Journeys" : "Answering replies") },
  { name: "Languages", wide: true, cell: (row) => joined(Object.keys(row.texts).map(languageName)) },
  { name: "Version", kind: "number", cell: (row) => row.version },
];

function List() {
  const [text, setText] = useState("");
  const [shown, setShown] = useState<"current" | "archived">("current");
  const [search] = useDebouncedValue(text.trim(), 250);
  const navigate = useNavigate({ from: "/library" });
  const messages = usePages(["library", "list", search, shown], (cursor) => listLibrary({ search, archived: shown === "archived" }, cursor), {
    keepLast: true,
  });
  const fresh = () => void navigate({ search: { message: "new" } });
  return (
    <PageFrame
      title="Library"
      documentTitle="Library"
      intro="Messages you write once, in one or more languages, and use in any journey."
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Filter messages"
            value={shown}
            onChange={(value) => setShown(value as "current" | "archived")}
            data={[
              { value: "current", label: "Current" },
              { value: "archived", label: "Archived" },
            ]}
          />
          <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={fresh}>
            New message
          </Button>
        </>
      }
    >
      {!(messages.nothing && search === "") && (
        <TextInput
          type="search"
          className={classes["search"] ?? ""}
          aria-label="Search the library"
          placeholder="Part of a name"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <PagedList
        list={messages}
        label="Loading library"
        bars={4}
        counted={(rows) => plural(rows, "message")}
        empty={
          search !== "" || shown === "archived" ? (
            <EmptyState icon={IconSearch} title={search === "" ? "Nothing archived" : `No messages match “${search}”`}>
              {search === "" ? "Archived messages stay here, and in the journeys that send them." : "Search by part of its name."}
            </EmptyState>
          ) : (
            <EmptyState
              icon={IconBook2}
              title="The library is empty"
              actions={
                <Button size="xs" onClick={fresh}>
                  Write the first message
                </Button>
              }
            >
              Any journey can send a message from the library, in each contact's own language.
            </EmptyState>
          )
        }
      >
        <Listing label="Library" columns={COLUMNS} rows={messages.rows} keyOf={(row) => row.id} />
      </PagedList>
    </PageFrame>
  );
}
