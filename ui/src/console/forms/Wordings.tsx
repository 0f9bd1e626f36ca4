import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listWordings, type OptInForm } from "~/api/contacts/forms";
import { useAccountZone } from "~/shared/account";
import { FailedState, LoadingState } from "~/shared/feedback/states";
import { When } from "~/shared/time/When";
import { Badge } from "../parts/states/Badge";
import classes from "./Forms.module.css";

/** Every wording that people ever agreed to by the form, the newest first. */
export function Wordings({ form, onUse }: { form: OptInForm; onUse: (wording: string) => void }) {
  const zone = useAccountZone();
  const wordings = useQuery({ queryKey: ["forms", "wordings", form.id, form.wording_version], queryFn: () => listWordings(form.id) });
  return (
    <section className={classes["wordings"]} aria-label="Wording history">
      <h2>Wording history</h2>
      {wordings.isPending && <LoadingState label="Loading wordings" />}
      {wordings.isError && <FailedState error={wordings.error} retry={() => void wordings.refetch()} />}
      <ul>
        {wordings.data?.map((wording) => {
          const inUse = wording.version === form.wording_version;
          return (
            <li key={wording.version}>
              <p>
                <b>Version {wording.version}</b>
                <span>
                  since <When at={wording.created_at} zone={zone} />
                </span>
                {inUse ? (
                  <Badge tone="good">In use</Badge>
                ) : (
                  <Button size="compact-xs" variant="default" onClick={() => onUse(wording.text)} aria-label={`Use this wording, version ${wording.version}`}>
                    Use this wording
                  </Button>
                )}
              </p>
              <blockquote>{wording.text}</blockquote>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
