import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Settings" documentTitle="Settings">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
