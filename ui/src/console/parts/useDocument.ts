import { useQuery } from "@tanstack/react-query";
import { loadJourney, loadVersion } from "~/journey/loading/journeys";
import type { JourneyDocument } from "~/api/types";

/** A journey as it is drawn now, to name its steps; nothing while it is not here. */
export function useDraft(journey: string | null): JourneyDocument | undefined {
  const { data } = useQuery({
    queryKey: ["journeys", "draft", journey],
    queryFn: async () => (await loadJourney(journey ?? "")).journey.draft,
    enabled: journey !== null,
    staleTime: 60_000,
  });
  return data ?? undefined;
}

/** A published version, which never changes. */
export function useVersion(journey: string, version: number | undefined): JourneyDocument | undefined {
  const { data } = useQuery({
    queryKey: ["journeys", "version", journey, version],
    queryFn: () => loadVersion(journey, version ?? 0),
    enabled: version !== undefined,
    staleTime: Infinity,
  });
  return data?.document;
}
