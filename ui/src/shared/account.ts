import { useQuery } from "@tanstack/react-query";
import { readAccount } from "~/api/account/account";
import { knownZone } from "./time/time";

/** The account's settings; they change seldom. */
export const accountQuery = { queryKey: ["account"], queryFn: readAccount, staleTime: 60_000 } as const;

/** The zone times are told in where there is no contact; UTC until the account's is known. */
export function useAccountZone(): string {
  const { data } = useQuery(accountQuery);
  return knownZone(data?.timezone);
}
