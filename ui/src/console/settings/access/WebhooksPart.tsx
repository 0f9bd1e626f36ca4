import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { endPreviousSecret, readWebhookSecret, rotateWebhookSecret, type WebhookSecret } from "~/api/account/account";
import { useAccountZone } from "~/shared/account";
import { confirm } from "~/shared/feedback/confirm";
import { FailedState } from "~/shared/feedback/states";
import { instantIn } from "~/shared/time/time";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { When } from "~/shared/time/When";
import { ListingSkeleton } from "~/console/parts/lists/Listing";
import classes from "../form/Settings.module.css";

const SECRET = ["webhook-secret"];

/** What webhook calls are signed with: to be given to receivers, and to be replaced. */
export function WebhooksPart() {
  const secret = useQuery({ queryKey: SECRET, queryFn: readWebhookSecret, gcTime: 0 });
  return (
    <div className={classes["part"]}>
      <h2>Webhooks</h2>
      <p className={classes["intro"]}>
        Every webhook call is signed (Standard Webhooks), so the receiver knows it's from you. Receivers verify the webhook-signature header with this secret.
      </p>
      {secret.isPending && <ListingSkeleton label="Loading secret" rows={1} />}
      {secret.isError && <FailedState error={secret.error} retry={() => void secret.refetch()} />}
      {secret.data !== undefined && <Signing signing={secret.data} />}
    </div>
  );
}

function Signing({ signing }: { signing: WebhookSecret }) {
  const zone = useAccountZone();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (act: "rotate" | "end") => (act === "rotate" ? rotateWebhookSecret() : endPreviousSecret()),
    onSuccess: (secret, act) => {
      queries.setQueryData(SECRET, secret);
      notify({ tone: "good", message: act === "rotate" ? "New secret created. The old one keeps signing for a day." : "The old secret no longer signs." });
    },
    onError: notifyFailure,
  });
  const rotate = async () => {
    const yes = await confirm({
      title: "Replace the secret?",
      body: "Calls are signed with both for a day so nothing is missed. Give each receiver the new secret in that time.",
      confirm: "Replace",
    });
    if (yes) change.mutate("rotate");
  };
  const end = async () => {
    const yes = await confirm({
      title: "End the old secret now?",
      body: "Receivers still using it will reject every call from now on.",
      confirm: "End it now",
      danger: true,
    });
    if (yes) change.mutate("end");
  };
  return (
    <>
      <Secret key={signing.secret} name="The secret" text={signing.secret} />
      {signing.previous !== null && (
        <>
          <Secret key={signing.previous.secret} name="The old secret" text={signing.previous.secret} />
          <p className={classes["intro"]}>
            Calls are signed with both until <When at={signing.previous.ends_at} zone={zone} show={instantIn} />.
          </p>
        </>
      )}
      <div className={classes["actions"]}>
        {signing.previous !== null && (
          <Button size="xs" variant="default" loading={change.isPending} onClick={() => void end()}>
            End the old one now
          </Button>
        )}
        <Button size="xs" loading={change.isPending} onClick={() => void rotate()}>
          Replace the secret
        </Button>
      </div>
    </>
  );
}

/** A secret, hidden until somebody asks to see it. */
function Secret({ name, text }: { name: string; text: string }) {
  const [shown, setShown] = useState(false);
  return (
    <div className={classes["secret"]}>
      <span>{name}</span>
      <code className={classes["key"]}>{shown ? text : `whsec_${"•".repeat(12)}`}</code>
      <Button size="xs" variant="default" onClick={() => setShown(!shown)} leftSection={shown ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />} aria-label={`${shown ? "Hide" : "Show"}: ${name}`}>
        {shown ? "Hide" : "Show"}
      </Button>
      <CopyButton value={text} timeout={4_000}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />} onClick={copy} aria-label={`Copy: ${name}`}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
