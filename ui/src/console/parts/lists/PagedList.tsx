import { Button } from "@mantine/core";
import { IconMessageOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import type { Pages } from "~/shared/paging/usePages";
import { ListingFoot, ListingSkeleton } from "./Listing";

/** The rows as `children` with how many there are and more of them, or what stands there instead. */
export function PagedList<Row>({
  list,
  label,
  bars = 6,
  counted,
  empty,
  children,
}: {
  list: Pages<Row>;
  /** Said while it loads. */
  label: string;
  /** How many rows the place has that stands for them meanwhile. */
  bars?: number;
  /** How many there are, in words: "3 replies". */
  counted: (rows: number) => string;
  /** What to say when there is nothing. */
  empty: ReactNode;
  children: ReactNode;
}) {
  if (list.waiting) return <ListingSkeleton label={label} rows={bars} />;
  if (list.error) return <FailedState error={list.error} retry={list.retry} />;
  if (list.nothing) return empty;
  return (
    <>
      {children}
      <PagedFoot list={list} counted={counted} />
    </>
  );
}

/** Below a list: how many are shown, and what is older. */
export function PagedFoot<Row>({ list, counted }: { list: Pages<Row>; counted: (rows: number) => string }) {
  const shown = counted(list.rows.length);
  return <ListingFoot shown={list.more ? `The newest ${shown}` : shown} more={list.more} loading={list.loadingMore} />;
}

/** Said when filters leave nothing of a list. */
export function NothingLike({ title, showAll, onShowAll }: { title: string; showAll: string; onShowAll: () => void }) {
  return (
    <EmptyState
      icon={IconMessageOff}
      title={title}
      actions={
        <Button size="xs" variant="default" onClick={onShowAll}>
          {showAll}
        </Button>
      }
    >
      Remove a filter to see more.
    </EmptyState>
  );
}
