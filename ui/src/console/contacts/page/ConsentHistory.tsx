import { Button } from "@mantine/core";
import { IconDownload, IconPrinter, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ConsentLogEntry, consentLogAt, consentProofAt, readConsentLog } from "~/api/contacts/contacts";
import type { Contact } from "~/api/types";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { secondIn, instantIn } from "~/shared/time/time";
import { When } from "~/shared/time/When";
import { Badge } from "~/console/parts/states/Badge";
import { type Column, Listing, ListingSkeleton, Second } from "~/console/parts/lists/Listing";
import { consentLabel } from "~/console/parts/words";
import classes from "../Contacts.module.css";
import { evidenceFacts, sourceSentence } from "../timeline/entries";

/** Every change of consent of the contact's number and address, with what proves it. */
export function ConsentHistory({ contact, zone }: { contact: Contact; zone: string }) {
  return (
    <>
      {contact.phone !== null && <Log address={contact.phone} what="Text messages" zone={zone} />}
      {contact.email !== null && <Log address={contact.email} what="E-mail" zone={zone} />}
      {contact.phone === null && contact.email === null && (
        <EmptyState icon={IconShieldCheck} title="No number or address">
          Consent belongs to a phone number or an e-mail address. This contact has neither.
        </EmptyState>
      )}
    </>
  );
}

/** As many changes as are asked for at a time. */
const MOST = 500;

async function readLog(address: string): Promise<ConsentLogEntry[]> {
  const entries: ConsentLogEntry[] = [];
  for (let cursor: string | null = null; entries.length < MOST; ) {
    const page = await readConsentLog(address, cursor);
    entries.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return entries;
}

const columnsIn = (zone: string): Column<ConsentLogEntry>[] => [
  {
    name: "When",
    kind: "tight",
    cell: (entry) => (
      <>
        <When at={entry.at} zone={zone} show={(at, where) => instantIn(at, where).replace(/,.*/, "")} />
        <Second>
          <When at={entry.at} zone={zone} show={secondIn} />
        </Second>
      </>
    ),
  },
  {
    name: "Became",
    kind: "tight",
    cell: (entry) => {
      const label = consentLabel(entry.after);
      return (
        <>
          <Badge tone={label.tone}>{label.words}</Badge>
          <Second>
            {entry.before === entry.after ? "given again" : `was ${consentLabel(entry.before).words.toLowerCase()}`}
          </Second>
        </>
      );
    },
  },
  {
    name: "Recorded by, and proof",
    cell: (entry) => (
      <>
        {sourceSentence(entry.source, entry.actor)}
        {evidenceFacts(entry.evidence).map(([name, value]) => (
          <Second key={name}>
            {name}: {value}
          </Second>
        ))}
      </>
    ),
  },
];

function Log({ address, what, zone }: { address: string; what: string; zone: string }) {
  const log = useQuery({ queryKey: ["consents", address], queryFn: () => readLog(address) });
  return (
    <section className={classes["log"]}>
      <header>
        <h3>
          {what} to {address}
        </h3>
        {(log.data?.length ?? 0) > 0 && (
          <span className={classes["proof"]}>
            <Button
              component="a"
              href={consentProofAt(address)}
              target="_blank"
              rel="noreferrer"
              variant="default"
              size="compact-xs"
              leftSection={<IconPrinter size={14} aria-hidden />}
            >
              Print proof
            </Button>
            <Button
              component="a"
              href={consentLogAt(address)}
              download
              variant="default"
              size="compact-xs"
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              Download as CSV
            </Button>
          </span>
        )}
      </header>
      {log.isPending && <ListingSkeleton label={`Loading consent of ${address}`} rows={2} />}
      {log.isError && <FailedState error={log.error} retry={() => void log.refetch()} />}
      {log.data?.length === 0 && <p className={classes["none"]}>Nothing recorded yet. No one gets marketing without an opt-in.</p>}
      {log.data !== undefined && log.data.length > 0 && (
        <Listing label={`Consent of ${address}`} columns={columnsIn(zone)} rows={log.data} keyOf={(entry) => entry.id} linked={false} />
      )}
    </section>
  );
}
