import { Button, TextInput } from "@mantine/core";
import { IconDeviceMobile, IconSearch } from "@tabler/icons-react";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { checkPhone, listContacts } from "~/api/contacts/contacts";
import { listPhones } from "~/api/sandbox/phones";
import { useAccountZone } from "~/shared/account";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { agoWords } from "~/shared/time/time";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { useSamples } from "../contacts/useSamples";
import { ListingSkeleton } from "../parts/lists/Listing";
import panes from "../parts/lists/Panes.module.css";
import { type ListedPhone, matching, phoneList } from "./phoneList";

/** Contacts listed at once. */
const LISTED = 500;

/** The virtual phones at the left, one of them (or a word about them) beside. */
export function Phones({ chosen, children }: { chosen: string | null; children: ReactNode }) {
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const phones = useQuery({ queryKey: ["phones", "list"], queryFn: () => listPhones("", null), refetchInterval: 3_000 });
  const contacts = useQuery({ queryKey: ["contacts", "list", "", "phones"], queryFn: ({ signal }) => listContacts("", null, signal, LISTED), staleTime: 15_000 });
  const more = contacts.data?.next_cursor != null;
  // Who is not among the newest is looked for where they all are.
  const found = useQuery({
    queryKey: ["contacts", "list", wanted, "phones"],
    queryFn: ({ signal }) => listContacts(wanted, null, signal, LISTED),
    enabled: more && wanted !== "",
    placeholderData: keepPreviousData,
  });
  const samples = useSamples();
  const all = phoneList(phones.data?.items ?? [], [...(contacts.data?.items ?? []), ...(more && wanted !== "" ? (found.data?.items ?? []) : [])]);
  const shown = matching(all, text);
  return (
    <PageFrame
      title="Phones"
      documentTitle={chosen === null ? "Phones" : `Phone ${chosen}`}
      intro="Virtual phones inside Postroad. Texts from the sandbox arrive here, and you can reply as the owner. Nothing reaches a real phone."
    >
      {phones.isPending && <ListingSkeleton label="Loading phones" />}
      {phones.isError && phones.data === undefined && <FailedState error={phones.error} retry={() => void phones.refetch()} />}
      {phones.isSuccess && contacts.isSuccess && all.length === 0 && chosen === null && (
        <EmptyState
          icon={IconDeviceMobile}
          title="No phones yet"
          actions={
            <Button size="xs" loading={samples.isPending} onClick={() => samples.mutate()}>
              Load sample contacts
            </Button>
          }
        >
          Every contact with a textable number has a phone here. Load sample contacts to get some.
        </EmptyState>
      )}
      {phones.isSuccess && (all.length > 0 || chosen !== null) && (
        <div className={panes["layout"]} data-chosen={chosen !== null || undefined}>
          <div className={panes["side"]}>
            <Find text={text} onText={setText} found={shown.length} />
            <ul className={panes["list"]} aria-label="Phones">
              {shown.map((phone) => (
                <Item key={phone.number} phone={phone} here={phone.number === chosen} />
              ))}
            </ul>
            {more && wanted === "" && <p className={panes["more"]}>The newest {LISTED} contacts are listed. Search by name or number to find others.</p>}
          </div>
          <div className={panes["main"]}>{children}</div>
        </div>
      )}
    </PageFrame>
  );
}

/** Looks for a phone in the list; with Enter, opens any number there is. */
function Find({ text, onText, found }: { text: string; onText: (text: string) => void; found: number }) {
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: () => checkPhone(text, null),
    onSuccess: (phone) => {
      if (phone.e164 === null) notify({ tone: "bad", message: phone.sentence ?? "This isn't a phone number." });
      else {
        onText("");
        void navigate({ to: "/phones/$e164", params: { e164: phone.e164 } });
      }
    },
    onError: notifyFailure,
  });
  const number = /^[\d\s()+.-]{5,}$/.test(text.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number) open.mutate();
  };
  return (
    <form onSubmit={submit} className={panes["find"]}>
      <TextInput
        type="search"
        aria-label="Find a phone, or type any number"
        placeholder="Name, or any number"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {text.trim() !== "" && found === 0 && (
        <p>
          {number ? (
            <Button type="submit" size="compact-xs" variant="default" loading={open.isPending}>
              Open phone
            </Button>
          ) : (
            "No matching phone. Type a full number to open its phone."
          )}
        </p>
      )}
    </form>
  );
}

function Item({ phone, here }: { phone: ListedPhone; here: boolean }) {
  const now = useNow();
  const zone = useAccountZone();
  return (
    <li>
      <Link to="/phones/$e164" params={{ e164: phone.number }} className={panes["item"]} data-here={here || undefined} aria-current={here ? "true" : undefined}>
        <span className={panes["who"]}>
          <b title={phone.owners.length > 1 ? phone.owners.join(", ") : undefined}>{phone.owner ?? phone.number}</b>
          {phone.last !== null && (
            <span>
              <When at={phone.last.at} zone={zone} show={(at) => agoWords(at, now)} />
            </span>
          )}
        </span>
        {phone.owner !== null && <span className={panes["second"]}>{phone.number}</span>}
        <span className={panes["last"]}>{phone.last === null ? "Nothing yet" : `${phone.last.fromPhone ? "They: " : ""}${phone.last.body}`}</span>
      </Link>
    </li>
  );
}
