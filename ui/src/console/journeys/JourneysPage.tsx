import { ActionIcon, Button, Menu, SegmentedControl } from "@mantine/core";
import {
  IconArchive,
  IconChevronDown,
  IconCopy,
  IconDots,
  IconDownload,
  IconFileImport,
  IconLayoutGrid,
  IconPlus,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { archive, listJourneys } from "~/api/journeys/journeys";
import { loadJourney } from "~/journey/loading/journeys";
import type { JourneyRow } from "~/api/types";
import { emptyDocument } from "~/journey/document/document";
import { accountQuery, useAccountZone } from "~/shared/account";
import { confirm } from "~/shared/feedback/confirm";
import { count, plural } from "~/shared/format";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { agoWords, instantIn } from "~/shared/time/time";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { download } from "~/shared/download";
import { Badge } from "../parts/states/Badge";
import { Above, type Column, Listing, RowLink, Second } from "../parts/lists/Listing";
import { PagedList } from "../parts/lists/PagedList";
import { journeyLabel } from "../parts/words";
import { FirstRun } from "./FirstRun";
import { copyName, fileName, fileText, readJourney } from "./journeyFile";
import classes from "./Journeys.module.css";
import { useCreate } from "../templates/useCreate";

type Shown = "current" | "archived";

export function Page() {
  const [shown, setShown] = useState<Shown>("current");
  const journeys = usePages(["journeys", "list", shown], (cursor) => listJourneys(shown === "archived" ? "archived" : null, cursor), {
    every: 4_000,
    olderToo: true,
  });
  const make = useMaking();
  if (journeys.nothing && shown === "current") {
    return (
      <PageFrame title="Journeys" documentTitle="Journeys">
        <FirstRun onBlank={make.blank} onFile={make.file} create={make.create} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title="Journeys"
      documentTitle="Journeys"
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Filter journeys"
            value={shown}
            onChange={(value) => setShown(value as Shown)}
            data={[
              { value: "current", label: "Current" },
              { value: "archived", label: "Archived" },
            ]}
          />
          <NewMenu onBlank={make.blank} onFile={make.file} busy={make.create.isPending} />
        </>
      }
    >
      <PagedList
        list={journeys}
        label="Loading journeys"
        counted={(rows) => plural(rows, "journey")}
        empty={
          <EmptyState icon={IconArchive} title="Nothing archived">
            When a journey is over, archive it. It leaves this list, and its results and messages stay.
          </EmptyState>
        }
      >
        <Listing
          label="Journeys"
          columns={COLUMNS}
          rows={journeys.rows.map((row) => ({ row, names: journeys.rows.map(({ name }) => name) }))}
          keyOf={({ row }) => row.id}
        />
      </PagedList>
    </PageFrame>
  );
}

/** The ways to begin: blank, or from a file. */
function useMaking() {
  const create = useCreate();
  const queries = useQueryClient();
  const blank = () => {
    const zone = queries.getQueryData<{ timezone: string }>(accountQuery.queryKey)?.timezone ?? "UTC";
    const document = emptyDocument("Untitled journey");
    create.mutate({ document: { ...document, settings: { ...document.settings, timezone: zone } }, from: "blank" });
  };
  const file = async (chosen: File | null) => {
    if (chosen === null) return;
    try {
      create.mutate({ document: readJourney(await chosen.text()), from: "file" });
    } catch (error) {
      notify({ tone: "bad", message: error instanceof Error ? error.message : "The file couldn't be read." });
    }
  };
  return { create, blank, file };
}

function NewMenu({ onBlank, onFile, busy }: { onBlank: () => void; onFile: (file: File | null) => void; busy: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Journey file"
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0] ?? null);
          event.currentTarget.value = "";
        }}
      />
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />} loading={busy}>
            New journey
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={onBlank}>
            Start from scratch
          </Menu.Item>
          <Menu.Item leftSection={<IconLayoutGrid size={16} aria-hidden />} renderRoot={(props) => <Link to="/templates" {...props} />}>
            Start from a template
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => input.current?.click()}>
            Import a journey file
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

interface Row {
  row: JourneyRow;
  names: string[];
}

const COLUMNS: readonly Column<Row>[] = [
  {
    name: "Name",
    cell: ({ row }) => (
      <>
        <RowLink to="/journeys/$id" params={{ id: row.id }}>
          {row.name}
        </RowLink>
        <Second>
          <Changed row={row} />
        </Second>
      </>
    ),
  },
  {
    name: "Status",
    kind: "tight",
    cell: ({ row }) => {
      const label = journeyLabel(row.status);
      return <Badge tone={label.tone}>{label.words}</Badge>;
    },
  },
  { name: "In progress", kind: "number", wide: true, cell: ({ row }) => <Number value={row.enrolments.active} /> },
  { name: "Entered", kind: "number", wide: true, cell: ({ row }) => <Number value={row.enrolments.total} /> },
  { name: "Sent", kind: "number", wide: true, cell: ({ row }) => <Number value={row.messages.sent} /> },
  { name: "Skipped", kind: "number", wide: true, cell: ({ row }) => <Number value={row.messages.skipped} tone="warn" /> },
  { name: "Failed", kind: "number", wide: true, cell: ({ row }) => <Number value={row.messages.failed} tone="bad" /> },
  { name: "Actions", quiet: true, kind: "tight", cell: ({ row, names }) => <RowMenu row={row} names={names} /> },
];

function Number({ value, tone }: { value: number; tone?: "warn" | "bad" }) {
  return (
    <span className={classes["number"]} data-tone={value > 0 ? tone : "none"}>
      {count(value)}
    </span>
  );
}

function Changed({ row }: { row: JourneyRow }) {
  const now = useNow();
  const zone = useAccountZone();
  return (
    <>
      {row.version === null ? "Not published" : `Version ${row.version}`} · changed{" "}
      <When at={row.updated_at} zone={zone} show={(at, where) => (now.getTime() - new Date(at).getTime() < 7 * 86_400_000 ? agoWords(at, now) : instantIn(at, where))} />
      <span className={classes["narrow"]}>
        {count(row.enrolments.active)} in progress, {count(row.messages.sent)} sent
      </span>
    </>
  );
}

function RowMenu({ row, names }: Row) {
  const queries = useQueryClient();
  const create = useCreate();
  const put = useMutation({
    mutationFn: () => archive(row.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["journeys", "list"] });
      notify({ tone: "good", message: `${row.name} is archived.` });
    },
    onError: notifyFailure,
  });
  const save = async () => {
    try {
      download(fileName(row.name), fileText((await loadJourney(row.id)).journey.draft), "application/json");
    } catch (error) {
      notifyFailure(error);
    }
  };
  const copy = async () => {
    try {
      const { draft } = (await loadJourney(row.id)).journey;
      create.mutate({ document: { ...draft, name: copyName(draft.name, new Set(names)) }, from: row.id });
    } catch (error) {
      notifyFailure(error);
    }
  };
  const ask = async () => {
    const active = row.enrolments.active;
    const yes = await confirm({
      title: `Archive ${row.name}?`,
      body:
        active === 0
          ? "It leaves this list and no one else can enter. Its results and messages stay."
          : `${plural(active, "contact")} in progress will go no further. What was already sent can't be recalled. Its results and messages stay.`,
      confirm: "Archive",
      danger: active > 0,
    });
    if (yes) put.mutate();
  };
  return (
    <Above>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More about ${row.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={15} aria-hidden />} onClick={() => void copy()}>
            Make a copy
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={15} aria-hidden />} onClick={() => void save()}>
            Export as a file
          </Menu.Item>
          {row.status !== "archived" && (
            <Menu.Item leftSection={<IconArchive size={15} aria-hidden />} onClick={() => void ask()}>
              Archive
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Above>
  );
}
