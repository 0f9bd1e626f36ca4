import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Contact" documentTitle="Contact">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
