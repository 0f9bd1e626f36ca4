import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Journey, Version } from "~/api/types";
import { loadJourney, loadVersion } from "~/journey/loading/journeys";

/** What the server says of the journey beside its draft: state and versions. */
const Context = createContext<Journey | null>(null);
export const JourneyProvider = Context.Provider;

export function useJourney(): Journey {
  const journey = useContext(Context);
  if (!journey) throw new Error("useJourney works inside the builder only");
  return journey;
}

export const aboutQuery = (id: string) => ({
  queryKey: ["journey", id, "about"],
  queryFn: async () => (await loadJourney(id)).journey,
  staleTime: 10_000,
});

/** A published version never changes, so it is asked for once. */
export const versionQuery = (id: string, number: number) => ({
  queryKey: ["journey", id, "version", number],
  queryFn: () => loadVersion(id, number),
  staleTime: Infinity,
});

export function useJourneyQuery(first: Journey): Journey {
  return useQuery({ ...aboutQuery(first.id), initialData: first }).data;
}

/** Asks the server again, after something was published or controlled. */
export function useRefreshJourney(): () => Promise<void> {
  const queries = useQueryClient();
  const { id } = useJourney();
  return async () => {
    await queries.invalidateQueries({ queryKey: aboutQuery(id).queryKey });
    await queries.invalidateQueries({ queryKey: ["journeys"] });
  };
}

export function useVersion(id: string, number: number | null) {
  return useQuery<Version>({ ...versionQuery(id, number ?? 0), enabled: number !== null });
}
