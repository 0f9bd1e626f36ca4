import { Skeleton } from "@mantine/core";
import { type ComponentProps, Suspense, lazy } from "react";
import { fetchAhead, fetched } from "~/shared/fetched";

const load = () => import("./ConditionEditor");
const Loaded = lazy(async () => ({ default: (await fetched(load)).ConditionEditor }));

/** The editor of conditions, which is large and fetched when the first one is opened. */
export function ConditionEditor(props: ComponentProps<typeof Loaded>) {
  return (
    <Suspense fallback={<Skeleton height={84} radius="md" role="status" aria-label="Loading conditions" />}>
      <Loaded {...props} />
    </Suspense>
  );
}

/** Fetches the editor before it is needed. */
export const prepareConditions = (): void => fetchAhead(load);
