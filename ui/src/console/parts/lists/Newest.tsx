import { Button } from "@mantine/core";
import { IconMessageOff } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Page } from "~/api/types";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { ListingFoot, ListingSkeleton } from "./Listing";

/** A list that grows at its head while one looks: the newest of it, and more of what is older on demand. */
export interface Newest<Row> {
  rows: Row[];
  waiting: boolean;
  /** There is nothing, and that is known. */
  nothing: boolean;
  /** Why there is nothing to see; null otherwise. */
  error: Error | null;
  retry: () => void;
  /** Fetches what is older; null when that was all. */
  more: (() => void) | null;
  loadingMore: boolean;
}

/** Looks again every few seconds, until somebody goes back to older pages. */
export function useNewest<Row>(key: readonly unknown[], load: (cursor: string | null, signal: AbortSignal) => Promise<Page<Row>>): Newest<Row> {
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) === 1 ? 4_000 : false),
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    rows,
    waiting: list.isPending,
    nothing: list.isSuccess && rows.length === 0,
    error: rows.length === 0 ? list.error : null,
    retry: () => void list.refetch(),
    more: list.hasNextPage ? () => void list.fetchNextPage() : null,
    loadingMore: list.isFetchingNextPage,
  };
}

/** The rows as `children`, or what stands there instead of them. */
export function NewestList<Row>({
  list,
  label,
  counted,
  unlike,
  empty,
  children,
}: {
  list: Newest<Row>;
  /** Said while it loads. */
  label: string;
  /** How many there are, in words: "3 replies". */
  counted: (rows: number) => string;
  /** What to say when filters leave nothing; null when none are set. */
  unlike: { title: string; showAll: string; onShowAll: () => void } | null;
  /** What to say when there is nothing at all. */
  empty: ReactNode;
  children: ReactNode;
}) {
  if (list.waiting) return <ListingSkeleton label={label} />;
  if (list.error) return <FailedState error={list.error} retry={list.retry} />;
  if (list.nothing && unlike === null) return empty;
  if (list.nothing && unlike !== null) {
    return (
      <EmptyState
        icon={IconMessageOff}
        title={unlike.title}
        actions={
          <Button size="xs" variant="default" onClick={unlike.onShowAll}>
            {unlike.showAll}
          </Button>
        }
      >
        Take away a filter to see more.
      </EmptyState>
    );
  }
  const shown = counted(list.rows.length);
  return (
    <>
      {children}
      <ListingFoot shown={list.more ? `The newest ${shown}` : shown} more={list.more} loading={list.loadingMore} />
    </>
  );
}
