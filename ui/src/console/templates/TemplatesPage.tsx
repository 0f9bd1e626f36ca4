import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Templates" documentTitle="Templates">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
