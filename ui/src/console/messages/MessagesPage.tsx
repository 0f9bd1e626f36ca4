import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Messages" documentTitle="Messages">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
