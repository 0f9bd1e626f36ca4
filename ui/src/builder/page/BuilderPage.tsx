import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { loadJourney } from "~/journey/loading/journeys";
import { FailedState, LoadingState } from "~/shared/feedback/states";
import { Builder } from "./Builder";

/** One journey: draw it, publish it, watch it. */
export function Page() {
  const { id = "" } = useParams({ strict: false });
  const query = useQuery({
    queryKey: ["builder", id],
    queryFn: () => loadJourney(id),
    // What is on the screen is the truth while one edits; saving finds out about others.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useDocumentTitle(`${query.data?.journey.name ?? "Journey"} · Postroad`);
  if (query.isPending || !query.isFetchedAfterMount) return <LoadingState label="Loading journey" page />;
  if (query.error) return <FailedState level={1} error={query.error} retry={() => void query.refetch()} />;
  return <Builder key={id} journey={query.data.journey} etag={query.data.etag} />;
}
