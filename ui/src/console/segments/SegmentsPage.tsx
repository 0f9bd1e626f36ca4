import { Button, Skeleton } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { countMembers, listSegments, readSegment, type SegmentRow } from "~/api/contacts/segments";
import { loadFields } from "~/api/contacts/fields";
import type { FieldInfo } from "~/journey/conditions/field";
import { completedCondition } from "~/journey/conditions/rules";
import { conditionWords } from "~/journey/conditions/words";
import { capital, count, plural } from "~/shared/format";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { Failure } from "../parts/states/Failure";
import { type Column, Listing, RowLink, Second } from "../parts/lists/Listing";
import { PagedList } from "../parts/lists/PagedList";
import { SegmentEditor } from "./SegmentEditor";

export function Page() {
  const { segment } = useSearch({ from: "/segments" });
  if (segment === undefined) return <List />;
  return segment === "new" ? <SegmentEditor key="new" segment={null} /> : <Existing key={segment} id={segment} />;
}

function Existing({ id }: { id: string }) {
  const segment = useQuery({ queryKey: ["segments", "one", id], queryFn: () => readSegment(id) });
  if (segment.data !== undefined) return <SegmentEditor segment={segment.data} />;
  return (
    <PageFrame title="Segment" documentTitle="Segment">
      {segment.isError ? (
        <Failure error={segment.error} retry={() => void segment.refetch()} what="segment" back={{ to: "/segments", label: "All segments" }} />
      ) : (
        <div role="status" aria-label="Loading segment">
          <Skeleton height={320} radius="md" />
        </div>
      )}
    </PageFrame>
  );
}

function List() {
  const navigate = useNavigate({ from: "/segments" });
  const fields = useQuery({ queryKey: ["fields"], queryFn: loadFields, staleTime: 30_000 });
  const segments = usePages(["segments", "list"], listSegments);
  const byName = new Map((fields.data?.fields ?? []).map((field) => [field.name, field]));
  const fresh = () => void navigate({ search: { segment: "new" } });
  return (
    <PageFrame
      title="Segments"
      documentTitle="Segments"
      intro="Groups of contacts that share a condition. Members are evaluated each time a journey uses the segment."
      actions={
        <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={fresh}>
          New segment
        </Button>
      }
    >
      <PagedList
        list={segments}
        label="Loading segments"
        bars={4}
        counted={(rows) => plural(rows, "segment")}
        empty={
          <EmptyState
            icon={IconUsersGroup}
            title="No segments yet"
            actions={
              <Button size="xs" onClick={fresh}>
                Create your first
              </Button>
            }
          >
            For example, “pro customers who clicked a link in the last month”. Build it once, then use it as an audience and in branches.
          </EmptyState>
        }
      >
        <Listing label="Segments" columns={columnsWith((name) => byName.get(name))} rows={segments.rows} keyOf={(row) => row.id} />
      </PagedList>
    </PageFrame>
  );
}

const columnsWith = (info: (name: string) => FieldInfo | undefined): Column<SegmentRow>[] => [
  {
    name: "Name",
    cell: (row) => (
      <>
        <RowLink to="/segments" search={{ segment: row.id }}>
          {row.name}
        </RowLink>
        <Second>{capital(conditionWords(completedCondition(row.condition), info))}</Second>
      </>
    ),
  },
  { name: "Contacts", kind: "number", cell: (row) => <Members id={row.id} /> },
];

function Members({ id }: { id: string }) {
  const members = useQuery({ queryKey: ["segments", "count", id], queryFn: () => countMembers(id), staleTime: 15_000 });
  if (members.data === undefined) return <span role="status" aria-label="Counting">…</span>;
  return count(members.data.count);
}
