import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Phones" documentTitle="Phones">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
