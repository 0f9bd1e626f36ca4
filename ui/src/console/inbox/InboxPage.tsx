import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Inbox" documentTitle="Inbox">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
