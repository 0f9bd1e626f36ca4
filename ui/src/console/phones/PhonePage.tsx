import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { IconArrowLeft, IconDots, IconSend2 } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { listContacts } from "~/api/contacts/contacts";
import { readPhone, replyFrom, scriptPhone } from "~/api/sandbox/phones";
import { useAccountZone } from "~/shared/account";
import { type Bubble, PhoneScreen } from "~/shared/PhoneScreen";
import { FailedState, LoadingState } from "~/shared/feedback/states";
import { dayWords, knownZone, timeIn } from "~/shared/time/time";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { Badge } from "../parts/states/Badge";
import panes from "../parts/lists/Panes.module.css";
import { consentLabel, nameOf } from "../parts/words";
import { Phones } from "./Phones";
import classes from "./Phones.module.css";

export function Page() {
  const { e164 } = useParams({ from: "/phones/$e164" });
  return (
    <Phones chosen={e164}>
      <Phone key={e164} number={e164} />
    </Phones>
  );
}

const QUICK = ["STOP", "START", "HELP"];

function Phone({ number }: { number: string }) {
  const phone = useQuery({
    queryKey: ["phones", "one", number],
    queryFn: ({ signal }) => readPhone(number, signal),
    refetchInterval: 1_500,
  });
  const owners = useQuery({ queryKey: ["contacts", "list", number, "owner"], queryFn: ({ signal }) => listContacts(number, null, signal), refetchInterval: 5_000 });
  const [owner, ...others] = (owners.data?.items ?? []).filter((contact) => contact.phone === number);
  const navigate = useNavigate();
  const accountZone = useAccountZone();
  const zone = owner?.timezone ? knownZone(owner.timezone) : accountZone;
  const now = useNow();
  const frame = useRef<HTMLDivElement>(null);
  const amount = phone.data?.length ?? 0;
  useEffect(() => {
    if (amount === 0) return;
    const list = frame.current?.querySelector("ol");
    list?.scrollTo({ top: list.scrollHeight });
  }, [amount]);

  const bubbles = (phone.data ?? []).map(
    (message, place): Bubble => ({
      id: `${place} ${message.at}`,
      from: message.direction === "to_phone" ? "us" : "phone",
      text: message.body,
      note: (
        <>
          {dayWords(message.at, zone, now)}, <When at={message.at} zone={zone} show={timeIn} />
          {message.message_id !== null && (
            <>
              {" · "}
              <Link to="/messages" search={{ message: String(message.message_id) }}>
                its history
              </Link>
            </>
          )}
        </>
      ),
    }),
  );
  const last = phone.data?.at(-1);
  const consent = owner === undefined ? null : consentLabel(owner.consent.sms);
  return (
    <div className={classes["phone"]} ref={frame}>
      <div className={classes["above"]}>
        <Link to="/phones" className={panes["back"]}>
          <IconArrowLeft size={15} aria-hidden /> All phones
        </Link>
        <span className={classes["owner"]}>
          {owner === undefined ? (
            "Not one of your contacts"
          ) : (
            <Link to="/contacts/$externalId" params={{ externalId: owner.external_id }}>
              {nameOf(owner)}
            </Link>
          )}
          {others.length > 0 && (
            <Menu position="bottom-start">
              <Menu.Target>
                <Button size="compact-xs" variant="subtle">
                  and {others.length} more
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>The same number</Menu.Label>
                {others.map((contact) => (
                  <Menu.Item key={contact.external_id} onClick={() => void navigate({ to: "/contacts/$externalId", params: { externalId: contact.external_id } })}>
                    {nameOf(contact)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          {consent !== null && <Badge tone={consent.tone}>{consent.words}</Badge>}
        </span>
        <Behaviour number={number} />
      </div>
      {phone.isPending && <LoadingState label="Loading phone" />}
      {phone.isError && phone.data === undefined && <FailedState error={phone.error} retry={() => void phone.refetch()} />}
      {phone.data !== undefined && (
        <PhoneScreen label={`Phone ${number}`} title={number} bubbles={bubbles} empty="Nothing received yet. Messages appear here as soon as they're sent.">
          <Reply number={number} />
        </PhoneScreen>
      )}
      <p className={classes["zone"]}>
        Times are in {zone.replaceAll("_", " ")}, {owner?.timezone ? "their own zone" : "the account's zone"}.
      </p>
      <p className="visually-hidden" role="log" aria-live="polite">
        {last?.direction === "to_phone" ? `Arrived: ${last.body}` : ""}
      </p>
    </div>
  );
}

function Reply({ number }: { number: string }) {
  const [text, setText] = useState("");
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (body: string) => replyFrom(number, body),
    onSuccess: ({ messages }) => {
      queries.setQueryData(["phones", "one", number], messages);
      void queries.invalidateQueries({ queryKey: ["phones", "list"] });
      void queries.invalidateQueries({ queryKey: ["contacts"] });
    },
    onError: notifyFailure,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = text.trim();
    if (body === "") return;
    send.mutate(body, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit} className={classes["reply"]}>
      <div className={classes["quick"]} role="group" aria-label="Quick replies">
        {QUICK.map((word) => (
          <Button key={word} size="compact-xs" variant="default" disabled={send.isPending} onClick={() => send.mutate(word)}>
            {word}
          </Button>
        ))}
      </div>
      <div className={classes["write"]}>
        <TextInput
          className={classes["text"] ?? ""}
          aria-label="Reply from this phone"
          placeholder="Reply as the owner"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionIcon type="submit" size={30} aria-label="Send reply" loading={send.isPending} disabled={text.trim() === ""}>
          <IconSend2 size={16} />
        </ActionIcon>
      </div>
    </form>
  );
}

const ANSWERS: { answer: string; times: number | null; label: string; done: string }[] = [
  { answer: "accept", times: null, label: "Accepts every message", done: "This phone accepts every message again." },
  { answer: "reject:21610", times: 1, label: "Rejects the next: opted out", done: "The carrier will reject the next message to this phone: opted out." },
  { answer: "reject:21211", times: 1, label: "Rejects the next: no such number", done: "The carrier will reject the next message to this phone: no such number." },
  { answer: "throttle", times: 1, label: "Too busy for the next", done: "The carrier will be too busy for the next message to this phone. It will be retried." },
  { answer: "timeout", times: 1, label: "Doesn't respond to the next", done: "The carrier won't respond to the next message to this phone." },
];

/** How the virtual carrier answers for this phone: to see what a journey does then. */
function Behaviour({ number }: { number: string }) {
  const set = useMutation({
    mutationFn: (choice: (typeof ANSWERS)[number]) => scriptPhone(number, choice.answer, choice.times),
    onSuccess: (_, choice) => notify({ tone: "good", message: choice.done }),
    onError: notifyFailure,
  });
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="See what happens when the carrier…">
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>The carrier, for this phone</Menu.Label>
        {ANSWERS.map((choice) => (
          <Menu.Item key={choice.answer} onClick={() => set.mutate(choice)}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
