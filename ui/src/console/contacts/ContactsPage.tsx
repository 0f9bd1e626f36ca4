import { EmptyState } from "~/shared/states";
import { PageFrame } from "~/shared/Page";

export function Page() {
  return (
    <PageFrame title="Contacts" documentTitle="Contacts">
      <EmptyState title="Nothing here yet" />
    </PageFrame>
  );
}
