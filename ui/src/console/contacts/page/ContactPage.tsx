import { Button, Menu, Skeleton, Tabs } from "@mantine/core";
import { IconBolt, IconChevronDown, IconDeviceMobile, IconMail, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { readContact } from "~/api/contacts/contacts";
import type { Contact } from "~/api/types";
import { useAccountZone } from "~/shared/account";
import { BackLink } from "~/console/parts/pages/BackLink";
import { PageFrame } from "~/shared/page/Page";
import { knownZone } from "~/shared/time/time";
import { Failure } from "~/console/parts/states/Failure";
import { nameOf } from "~/console/parts/words";
import { ConsentHistory } from "./ConsentHistory";
import { ContactDialog } from "../edit/ContactDialog";
import { ContactFacts } from "./ContactFacts";
import classes from "./ContactPage.module.css";
import { ContactJourneys } from "./ContactJourneys";
import { EventDialog } from "../edit/EventDialog";
import { Timeline } from "../timeline/ContactTimeline";

const TABS = ["timeline", "consent", "journeys"] as const;
type Tab = (typeof TABS)[number];

export function Page() {
  const { externalId } = useParams({ from: "/contacts/$externalId" });
  const contact = useQuery({
    queryKey: ["contacts", "one", externalId],
    queryFn: ({ signal }) => readContact(externalId, signal),
    refetchInterval: 10_000,
  });
  if (contact.isPending) return <Waiting />;
  if (contact.data === undefined) {
    return (
      <PageFrame title="Contact" documentTitle="Contact">
        <Failure error={contact.error} retry={() => void contact.refetch()} what="contact" back={{ to: "/contacts", label: "All contacts" }} />
      </PageFrame>
    );
  }
  return <Person contact={contact.data} />;
}

function Person({ contact }: { contact: Contact }) {
  const { show, enrolment } = useSearch({ from: "/contacts/$externalId" });
  const navigate = useNavigate({ from: "/contacts/$externalId" });
  const [open, setOpen] = useState<"none" | "edit" | "event">("none");
  const accountZone = useAccountZone();
  const own = contact.timezone !== null && knownZone(contact.timezone) === contact.timezone;
  const zone = own && contact.timezone !== null ? contact.timezone : accountZone;
  const tab = TABS.find((tabName) => tabName === show) ?? (enrolment === undefined ? "timeline" : "journeys");
  const name = nameOf(contact);
  return (
    <PageFrame
      title={name}
      documentTitle={name}
      intro={
        <>
          <BackLink to="/contacts">Contacts</BackLink>{" "}
          / {contact.external_id}
        </>
      }
      actions={
        <>
          {contact.phone !== null && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDeviceMobile size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/phones/$e164" params={{ e164: contact.phone ?? "" }} {...props} />}
            >
              Phone
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconBolt size={15} aria-hidden />} onClick={() => setOpen("event")}>
                Record an event
              </Menu.Item>
              {contact.email !== null && (
                <Menu.Item
                  leftSection={<IconMail size={15} aria-hidden />}
                  renderRoot={(props) => <Link to="/mailbox" search={{ to: contact.email ?? "" }} {...props} />}
                >
                  Open the mailbox
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
          <Button size="xs" leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setOpen("edit")}>
            Change
          </Button>
        </>
      }
    >
      <div className={classes["layout"]}>
        <ContactFacts contact={contact} />
        <div className={classes["main"]}>
          <Tabs
            value={tab}
            onChange={(next) => void navigate({ search: next === "timeline" || next === null ? {} : { show: next }, replace: true })}
            keepMounted={false}
          >
            <Tabs.List aria-label={`About ${name}`}>
              <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
              <Tabs.Tab value="consent">Consent</Tabs.Tab>
              <Tabs.Tab value="journeys">Journeys</Tabs.Tab>
            </Tabs.List>
            {TABS.map((tabName) => (
              <Tabs.Panel key={tabName} value={tabName}>
                <p className={classes["zone"]}>
                  Times are in {zone.replaceAll("_", " ")}, {own ? `${contact.first_name ?? "the contact"}'s own zone` : "the account's zone"}.
                </p>
                <Panel tab={tabName} contact={contact} zone={zone} chosen={enrolment ?? null} />
              </Tabs.Panel>
            ))}
          </Tabs>
        </div>
      </div>
      {open === "edit" && <ContactDialog contact={contact} onClose={() => setOpen("none")} />}
      {open === "event" && <EventDialog contact={contact} onClose={() => setOpen("none")} />}
    </PageFrame>
  );
}

function Panel({ tab, contact, zone, chosen }: { tab: Tab; contact: Contact; zone: string; chosen: string | null }) {
  switch (tab) {
    case "timeline":
      return <Timeline contact={contact} zone={zone} />;
    case "consent":
      return <ConsentHistory contact={contact} zone={zone} />;
    case "journeys":
      return <ContactJourneys contact={contact} zone={zone} chosen={chosen} />;
  }
}

function Waiting() {
  return (
    <PageFrame title="Contact" documentTitle="Contact">
      <div className={classes["layout"]} role="status" aria-label="Loading contact">
        <Skeleton height={320} radius="md" />
        <Skeleton height={420} radius="md" />
      </div>
    </PageFrame>
  );
}
