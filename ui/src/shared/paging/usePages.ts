import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { Page } from "~/api/types";

/** A list that is read page by page, the newest first: new ones arrive at its head, and what is older comes on demand. */
export interface Pages<Row, Answer extends Page<Row> = Page<Row>> {
  rows: Row[];
  /** The page with the newest, for what it says besides its rows. */
  newest: Answer | undefined;
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

export interface Refreshing {
  /** Milliseconds between two looks; without it the list is read once. */
  every?: number;
  /** Looks again even while older pages are open; else the list stands still under whoever reads them. */
  olderToo?: boolean;
  /** While the list for another key is on its way, the last one stays. */
  keepLast?: boolean;
}

/** Reads a list of the API. `key` is the query's: another key is another list. */
export function usePages<Row, Answer extends Page<Row> = Page<Row>>(
  key: readonly unknown[],
  load: (cursor: string | null, signal: AbortSignal) => Promise<Answer & Page<Row>>,
  { every, olderToo = false, keepLast = false }: Refreshing = {},
): Pages<Row, Answer> {
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    ...(keepLast ? { placeholderData: keepPreviousData } : {}),
    refetchInterval: (query) => (every !== undefined && (olderToo || (query.state.data?.pages.length ?? 1) === 1) ? every : false),
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    rows,
    newest: list.data?.pages[0],
    waiting: list.isPending,
    nothing: list.isSuccess && rows.length === 0,
    error: rows.length === 0 ? list.error : null,
    retry: () => void list.refetch(),
    more: list.hasNextPage ? () => void list.fetchNextPage() : null,
    loadingMore: list.isFetchingNextPage,
  };
}
