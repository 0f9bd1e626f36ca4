import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Segments" documentTitle="Segments">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
