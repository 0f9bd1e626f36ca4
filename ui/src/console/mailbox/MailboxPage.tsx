import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMail, IconMailOpened, IconMailShare, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { listMails, type MailRow } from "~/api/sandbox/mailbox";
import { useAccountZone } from "~/shared/account";
import { plural } from "~/shared/format";
import { usePages } from "~/shared/paging/usePages";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { agoWords } from "~/shared/time/time";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { ListingSkeleton } from "../parts/lists/Listing";
import { PagedFoot } from "../parts/lists/PagedList";
import panes from "../parts/lists/Panes.module.css";
import { ReadMail } from "./Mail";
import classes from "./Mailbox.module.css";

export function Page() {
  const { mail, to: search = "" } = useSearch({ from: "/mailbox" });
  const [text, setText] = useSearched(search);
  const mails = usePages(["mailbox", "list", search], (cursor) => listMails(search, cursor), { every: 3_000, olderToo: true, keepLast: true });
  const { rows } = mails;
  const server = mails.newest?.mail_server ?? null;
  const untouched = search === "" && mail === undefined;
  return (
    <PageFrame
      title="Mailbox"
      documentTitle="Mailbox"
      intro={
        server === null
          ? "A mailbox inside Postroad. E-mails from journeys arrive here until a mail server is set up. Nothing reaches a real address."
          : "A mailbox inside Postroad, used until a mail server is set up."
      }
    >
      {mails.waiting && <ListingSkeleton label="Loading mailbox" />}
      {mails.error && mails.newest === undefined && <FailedState error={mails.error} retry={mails.retry} />}
      {mails.nothing && untouched && (server === null ? <Nothing /> : <Elsewhere server={server} />)}
      {mails.newest !== undefined && !(rows.length === 0 && untouched) && (
        <>
          {server !== null && <p className={classes["now"]}>E-mails go to the mail server {server} now. These arrived earlier.</p>}
          <div className={panes["layout"]} data-chosen={mail !== undefined || undefined}>
            <div className={panes["side"]}>
              <div className={panes["find"]}>
                <TextInput
                  type="search"
                  aria-label="Search by address"
                  placeholder="Part of an address"
                  leftSection={<IconSearch size={15} aria-hidden />}
                  value={text}
                  onChange={(event) => setText(event.currentTarget.value)}
                />
                {rows.length === 0 && <p>No e-mails to a matching address.</p>}
              </div>
              <ul className={panes["list"]} aria-label="E-mails">
                {rows.map((row) => (
                  <Item key={row.id} row={row} here={String(row.id) === mail} />
                ))}
              </ul>
              {rows.length > 0 && (
                <PagedFoot list={mails} counted={(count) => plural(count, "e-mail")} />
              )}
            </div>
            <div className={panes["main"]}>
              {mail === undefined ? (
                <EmptyState icon={IconMailOpened} title="Choose an e-mail">
                  See it as the reader does. Its links work.
                </EmptyState>
              ) : (
                <ReadMail key={mail} id={mail} />
              )}
            </div>
          </div>
        </>
      )}
    </PageFrame>
  );
}

/** What is typed to search for; the address of the page follows it, and it follows the address. */
function useSearched(search: string): [string, (text: string) => void] {
  const [text, setText] = useState(search);
  const [typed] = useDebouncedValue(text.trim(), 250);
  const inAddress = useRef(search);
  const navigate = useNavigate({ from: "/mailbox" });
  useEffect(() => {
    if (typed === inAddress.current) return;
    inAddress.current = typed;
    void navigate({ search: (last) => ({ ...last, to: typed === "" ? undefined : typed }), replace: true });
  }, [typed, navigate]);
  useEffect(() => {
    if (search === inAddress.current) return;
    inAddress.current = search;
    setText(search);
  }, [search]);
  return [text, setText];
}

function Item({ row, here }: { row: MailRow; here: boolean }) {
  const now = useNow();
  const zone = useAccountZone();
  return (
    <li>
      <Link
        to="/mailbox"
        search={(last) => ({ ...last, mail: String(row.id) })}
        className={panes["item"]}
        data-here={here || undefined}
        aria-current={here ? "true" : undefined}
      >
        <span className={panes["who"]}>
          <b>{row.subject === "" ? "(no subject)" : row.subject}</b>
          <span>
            <When at={row.at} zone={zone} show={(at) => agoWords(at, now)} />
          </span>
        </span>
        <span className={panes["second"]}>{row.to}</span>
        <span className={panes["last"]}>{row.excerpt}</span>
      </Link>
    </li>
  );
}

function Nothing() {
  return (
    <EmptyState
      icon={IconMail}
      title="No e-mails yet"
      actions={
        <Button size="xs" variant="default" renderRoot={(props) => <Link to="/journeys" {...props} />}>
          Go to journeys
        </Button>
      }
    >
      A journey with the step <i>Send e-mail</i> delivers here. It's a good alternative for contacts who can't be texted.
    </EmptyState>
  );
}

function Elsewhere({ server }: { server: string }) {
  return (
    <EmptyState
      icon={IconMailShare}
      title={`E-mails go to ${server}`}
      actions={
        <Button size="xs" variant="default" renderRoot={(props) => <Link to="/messages" {...props} />}>
          View sent messages
        </Button>
      }
    >
      A mail server is set up (POSTROAD_SMTP_URL), so e-mails reach real addresses and aren't kept here.
    </EmptyState>
  );
}
