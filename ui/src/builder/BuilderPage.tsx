import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Builder" documentTitle="Builder">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
