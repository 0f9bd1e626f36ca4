import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Journeys" documentTitle="Journeys">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
