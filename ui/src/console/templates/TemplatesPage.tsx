import { PageFrame } from "~/shared/page/Page";
import { useCreate } from "./useCreate";
import { Gallery } from "./Gallery";
import { SampleNote } from "./SampleNote";
import { BackLink } from "../parts/pages/BackLink";

export function Page() {
  const create = useCreate();
  return (
    <PageFrame
      title="Start from a template"
      documentTitle="Templates"
      intro={
        <>
          <BackLink to="/journeys">Journeys</BackLink>{" "}
          / Each opens as your own draft. Nothing is sent until you publish it.
        </>
      }
    >
      <SampleNote />
      <Gallery
        onUse={(template) => create.mutate({ document: template.document, from: template.id })}
        busy={create.isPending ? create.variables.from : null}
      />
    </PageFrame>
  );
}
