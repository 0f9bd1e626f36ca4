import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { allJourneys } from "~/api/journeys/journeys";
import { withCurrent } from "./places";

/** The names of the account's journeys, by id. */
export function useJourneyNames(): ReadonlyMap<string, string> {
  const journeys = useQuery({ queryKey: ["journeys", "names"], queryFn: allJourneys, staleTime: 30_000 });
  return new Map((journeys.data ?? []).map((row) => [row.id, row.name]));
}

/** Narrows a list to what belongs to one journey. */
export function JourneyFilter({ value, onChange }: { value: string | undefined; onChange: (journey: string | undefined) => void }) {
  const names = useJourneyNames();
  return (
    <Select
      aria-label="Journey"
      placeholder="Any journey"
      data={withCurrent(
        [...names].map(([id, label]) => ({ value: id, label })),
        value ?? null,
      )}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Any journey" }}
      nothingFoundMessage="No such journey"
    />
  );
}
