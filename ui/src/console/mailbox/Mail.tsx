import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listContacts } from "~/api/contacts/contacts";
import { type Mail, readMail } from "~/api/sandbox/mailbox";
import { useAccountZone } from "~/shared/account";
import { LoadingState } from "~/shared/feedback/states";
import { When } from "~/shared/time/When";
import { Badge } from "../parts/states/Badge";
import { EmailBody } from "../parts/email/EmailBody";
import { Failure } from "../parts/states/Failure";
import { unsubscribeAddress } from "../parts/email/links";
import panes from "../parts/lists/Panes.module.css";
import { consentLabel, nameOf } from "../parts/words";
import classes from "./Mailbox.module.css";

/** One e-mail, as its reader gets it. */
export function ReadMail({ id }: { id: string }) {
  const mail = useQuery({ queryKey: ["mailbox", "one", id], queryFn: () => readMail(Number(id)), staleTime: Infinity });
  return (
    <div className={classes["reading"]}>
      <Link to="/mailbox" search={(last) => ({ ...last, mail: undefined })} className={panes["back"]}>
        <IconArrowLeft size={15} aria-hidden /> All e-mails
      </Link>
      {mail.isPending && <LoadingState label="Loading e-mail" />}
      {mail.isError && <Failure error={mail.error} retry={() => void mail.refetch()} what="e-mail" back={{ to: "/mailbox", label: "All e-mails" }} />}
      {mail.data !== undefined && <Whole mail={mail.data} />}
    </div>
  );
}

function Whole({ mail }: { mail: Mail }) {
  const zone = useAccountZone();
  const owners = useQuery({
    queryKey: ["contacts", "list", mail.to, "owner"],
    queryFn: ({ signal }) => listContacts(mail.to, null, signal),
    refetchInterval: 3_000,
  });
  const owner = owners.data?.items.find((contact) => contact.email?.toLowerCase() === mail.to.toLowerCase());
  const consent = owner === undefined ? null : consentLabel(owner.consent.email);
  return (
    <article className={classes["mail"]} aria-label={mail.subject}>
      <header>
        <h2>{mail.subject === "" ? "(no subject)" : mail.subject}</h2>
        <dl>
          <div>
            <dt>To</dt>
            <dd>
              {mail.to}
              {owner !== undefined && (
                <Link to="/contacts/$externalId" params={{ externalId: owner.external_id }}>
                  {nameOf(owner)}
                </Link>
              )}
              {consent !== null && <Badge tone={consent.tone}>{consent.words}</Badge>}
            </dd>
          </div>
          {mail.sender !== null && (
            <div>
              <dt>From</dt>
              <dd>{mail.sender}</dd>
            </div>
          )}
          <div>
            <dt>Arrived</dt>
            <dd>
              <When at={mail.at} zone={zone} />
              {mail.message_id !== null && (
                <Link to="/messages" search={{ message: String(mail.message_id) }}>
                  its history
                </Link>
              )}
            </dd>
          </div>
        </dl>
        <Unsubscribe headers={mail.headers} />
      </header>
      <div className={classes["body"]}>
        <EmailBody body={mail.body} />
      </div>
    </article>
  );
}

/** The button that mail programs show for an e-mail's headers; it posts as they do (RFC 8058). */
function Unsubscribe({ headers }: { headers: Mail["headers"] }) {
  const address = unsubscribeAddress(headers["List-Unsubscribe"]);
  if (address === null) return null;
  // The content security policy lets forms be posted to ourselves alone.
  const ours = new URL(address).origin === window.location.origin;
  return (
    <div className={classes["unsubscribe"]}>
      {ours ? (
        <form method="post" action={address} target="_blank">
          <input type="hidden" name="List-Unsubscribe" value="One-Click" />
          <Button type="submit" size="compact-xs" variant="default">
            Unsubscribe
          </Button>
        </form>
      ) : (
        <a href={address} target="_blank" rel="noreferrer">
          Unsubscribe
        </a>
      )}
      <span>Mail apps show this for marketing e-mail. One click opts the address out.</span>
    </div>
  );
}
