import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Phone" documentTitle="Phone">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
