import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { Account } from "~/api/account/account";
import { accountQuery } from "~/shared/account";
import { PageFrame } from "~/shared/page/Page";
import { FailedState } from "~/shared/feedback/states";
import { GeneralPart } from "./GeneralPart";
import { KeysPart } from "./access/KeysPart";
import { OptOutPart } from "./OptOutPart";
import { QuietPart } from "./quiet/QuietPart";
import { RepliesPart } from "./RepliesPart";
import { SendersPart } from "./SendersPart";
import { WebhooksPart } from "./access/WebhooksPart";
import classes from "./form/Settings.module.css";

const PARTS = [
  { id: "account", label: "Account" },
  { id: "quiet", label: "Quiet hours and caps" },
  { id: "opt-out", label: "Opt-out" },
  { id: "replies", label: "Keywords and replies" },
  { id: "senders", label: "Senders" },
  { id: "webhooks", label: "Webhooks" },
  { id: "keys", label: "API keys" },
] as const;
type PartId = (typeof PARTS)[number]["id"];

export function Page() {
  const { part } = useSearch({ from: "/settings" });
  const account = useQuery(accountQuery);
  const chosen = PARTS.find((entry) => entry.id === part)?.id ?? "account";
  return (
    <PageFrame title="Settings" documentTitle="Settings">
      <div className={classes["layout"]}>
        <nav className={classes["parts"]} aria-label="Settings">
          {PARTS.map((entry) => (
            <Link
              key={entry.id}
              to="/settings"
              search={entry.id === "account" ? {} : { part: entry.id }}
              data-here={entry.id === chosen || undefined}
              aria-current={entry.id === chosen ? "page" : undefined}
              activeProps={{}}
            >
              {entry.label}
            </Link>
          ))}
        </nav>
        <div className={classes["main"]}>
          {account.data === undefined ? (
            account.isError ? (
              <FailedState error={account.error} retry={() => void account.refetch()} />
            ) : (
              <div role="status" aria-label="Loading settings">
                <Skeleton height={420} radius="md" />
              </div>
            )
          ) : (
            <Chosen part={chosen} account={account.data} />
          )}
        </div>
      </div>
    </PageFrame>
  );
}

function Chosen({ part, account }: { part: PartId; account: Account }) {
  switch (part) {
    case "account":
      return <GeneralPart account={account} />;
    case "quiet":
      return <QuietPart account={account} />;
    case "opt-out":
      return <OptOutPart account={account} />;
    case "replies":
      return <RepliesPart account={account} />;
    case "senders":
      return <SendersPart account={account} />;
    case "webhooks":
      return <WebhooksPart />;
    case "keys":
      return <KeysPart />;
  }
}
