import { Button, Drawer } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { cancelMessage, readMessage, type SentMessage } from "~/api/messages/messages";
import { useAccountZone } from "~/shared/account";
import { confirm } from "~/shared/feedback/confirm";
import { joined, plural } from "~/shared/format";
import { LoadingState } from "~/shared/feedback/states";
import { betweenWords, dayWords, secondIn } from "~/shared/time/time";
import { notify } from "~/shared/feedback/notify";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { stepWords } from "../contacts/timeline/entries";
import { Badge } from "../parts/states/Badge";
import { EmailBody } from "../parts/email/EmailBody";
import { Failure } from "../parts/states/Failure";
import { Refusal } from "../parts/states/Refusal";
import { useDraft } from "../parts/useDocument";
import { messageLabel } from "../parts/words";
import { carrierName, messageHistory, waitingFor } from "./messageHistory";
import classes from "./Messages.module.css";

/** One message beside the list: what it says, its life, and where it came from. */
export function MessageDrawer({ id, names, onClose }: { id: string; names: ReadonlyMap<string, string>; onClose: () => void }) {
  const message = useQuery({ queryKey: ["messages", "one", id], queryFn: () => readMessage(Number(id)), refetchInterval: 3_000 });
  const title = message.data ? `${message.data.channel === "email" ? "E-mail" : "Text"} to ${message.data.to ?? "nobody"}` : "Message";
  return (
    <Drawer opened onClose={onClose} position="right" size={440} title={title}>
      {message.data === undefined ? (
        message.isError ? (
          <Failure error={message.error} retry={() => void message.refetch()} what="message" back={{ to: "/messages", label: "All messages" }} />
        ) : (
          <LoadingState label="Loading message" />
        )
      ) : (
        <Whole message={message.data} names={names} />
      )}
    </Drawer>
  );
}

function Whole({ message, names }: { message: SentMessage; names: ReadonlyMap<string, string> }) {
  const zone = useAccountZone();
  const now = useNow();
  const label = messageLabel(message.state);
  const waiting = waitingFor(message);
  const document = useDraft(message.journey);
  const moments = messageHistory(message);
  return (
    <div className={classes["drawer"]}>
      <div>
        <Badge tone={label.tone}>{label.words}</Badge>
        {waiting !== null && <p className={classes["measure"]}>{waiting}</p>}
      </div>
      <div>
        <div className={classes["bubble"]}>
          {message.subject !== null && <b className={classes["subject"]}>{message.subject}</b>}
          {message.channel === "email" && message.body !== null ? <EmailBody body={message.body} /> : (message.body ?? "It was skipped before a message was written.")}
        </div>
        {message.channel === "sms" && message.body !== null && (
          <p className={classes["measure"]}>
            {plural(message.segments, "segment")}, {message.encoding}
            {message.clause && "; opt-out instructions added"}
          </p>
        )}
        {message.notes.length > 0 && <p className={classes["measure"]}>No value for {joined(message.notes)}: left empty.</p>}
      </div>
      <section>
        <h3 className={classes["heading"]}>History</h3>
        <ol className={classes["life"]}>
          {moments.map((moment, index) => {
            const before = moments[index - 1];
            return (
              <li key={moment.what} data-tone={moment.tone}>
                {moment.what}
                {moment.why !== null && <p>{moment.why}</p>}
                <span>
                  {dayWords(moment.at, zone, now)}, <When at={moment.at} zone={zone} show={secondIn} />
                  {before !== undefined && Date.parse(moment.at) > Date.parse(before.at) && <>, {betweenWords(before.at, moment.at)} later</>}
                </span>
              </li>
            );
          })}
        </ol>
        <p className={classes["measure"]}>Times are in {zone.replaceAll("_", " ")}, the account's zone.</p>
      </section>
      <section>
        <h3 className={classes["heading"]}>Source</h3>
        <dl className={classes["facts"]}>
          <Fact name="Contact">
            {message.contact !== null && (
              <Link to="/contacts/$externalId" params={{ externalId: message.contact }}>
                {message.contact}
              </Link>
            )}
          </Fact>
          <Fact name="Journey">
            {message.journey !== null && (
              <Link to="/journeys/$id" params={{ id: message.journey }}>
                {names.get(message.journey) ?? document?.name ?? message.journey}
              </Link>
            )}
          </Fact>
          <Fact name="Step">{message.node_id !== null && stepWords(document, message.node_id)}</Fact>
          <Fact name="Kind">{KINDS[message.message_class] ?? message.message_class}</Fact>
          <Fact name="Sender">{message.sender}</Fact>
          <Fact name="Carrier">{message.carrier !== null && carrierName(message.carrier)}</Fact>
          <Fact name="Carrier's id">{message.carrier_id}</Fact>
        </dl>
      </section>
      {message.state === "planned" && <Cancel message={message} />}
      {message.channel === "sms" && message.to !== null && message.carrier === "sandbox" && (
        <Button variant="default" size="xs" renderRoot={(props) => <Link to="/phones/$e164" params={{ e164: message.to ?? "" }} {...props} />}>
          Open the recipient's phone
        </Button>
      )}
      {message.channel === "email" && message.to !== null && message.times.handed !== null && (
        <Button variant="default" size="xs" renderRoot={(props) => <Link to="/mailbox" search={{ to: message.to ?? "" }} {...props} />}>
          Open the mailbox
        </Button>
      )}
    </div>
  );
}

const KINDS: Record<string, string> = {
  marketing: "Marketing",
  transactional: "Transactional",
  service: "A reply to their text",
};

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Cancel({ message }: { message: SentMessage }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelMessage(message.id),
    onSuccess: () => notify({ tone: "good", message: "Message cancelled. The contact continues in the journey." }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["messages"] }),
  });
  const ask = async () => {
    const yes = await confirm({
      title: "Cancel this message?",
      body: "It won't be sent. The contact continues to the next step.",
      confirm: "Cancel message",
      danger: true,
    });
    if (yes) cancel.mutate();
  };
  return (
    <>
      <Refusal error={cancel.error} title="It couldn't be cancelled" />
      <Button color="red" variant="light" size="xs" loading={cancel.isPending} onClick={() => void ask()}>
        Cancel this message
      </Button>
    </>
  );
}
