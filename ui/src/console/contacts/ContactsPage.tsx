import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconAddressBook, IconAlertTriangle, IconDotsVertical, IconDownload, IconFileImport, IconHandStop, IconPlus, IconSearch, IconUsers } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { listContacts } from "~/api/contacts/contacts";
import { saveExport } from "~/api/contacts/imports";
import type { Contact } from "~/api/types";
import { plural } from "~/shared/format";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { Badge } from "../parts/states/Badge";
import { type Column, Listing, RowLink, Second } from "../parts/lists/Listing";
import { PagedList } from "../parts/lists/PagedList";
import { consentLabel, nameOf } from "../parts/words";
import { ContactDialog } from "./edit/ContactDialog";
import classes from "./Contacts.module.css";
import { ImportDialog } from "./import/ImportDialog";
import { OptOutDialog } from "./import/OptOutDialog";
import { useSamples } from "./useSamples";

const COLUMNS: readonly Column<Contact>[] = [
  {
    name: "Name",
    cell: (contact) => (
      <>
        <RowLink to="/contacts/$externalId" params={{ externalId: contact.external_id }}>
          {nameOf(contact)}
        </RowLink>
        {nameOf(contact) !== contact.external_id && <Second>{contact.external_id}</Second>}
        <Second narrowOnly>{contact.phone ?? contact.phone_raw ?? contact.email}</Second>
      </>
    ),
  },
  { name: "Phone", wide: true, cell: (contact) => <PhoneCell contact={contact} /> },
  { name: "E-mail", wide: true, cell: (contact) => contact.email ?? <span className={classes["none"]}>–</span> },
  {
    name: "Texts",
    kind: "tight",
    cell: (contact) => {
      const label = consentLabel(contact.consent.sms);
      return <Badge tone={label.tone}>{label.words}</Badge>;
    },
  },
  {
    name: "Tags",
    wide: true,
    cell: (contact) => (contact.tags.length === 0 ? <span className={classes["none"]}>–</span> : contact.tags.join(", ")),
  },
];

function PhoneCell({ contact }: { contact: Contact }) {
  const shown = contact.phone ?? contact.phone_raw;
  if (!shown) return <span className={classes["none"]}>–</span>;
  return (
    <>
      <span className="tabular">{shown}</span>
      {contact.phone_problem && (
        <Second>
          <span className={classes["problem"]}>
            <IconAlertTriangle size={13} aria-hidden /> can't be texted
          </span>
        </Second>
      )}
    </>
  );
}

export function Page() {
  const { search = "" } = useSearch({ from: "/contacts" });
  const navigate = useNavigate({ from: "/contacts" });
  const [text, setText] = useState(search);
  const [open, setOpen] = useState<"none" | "new" | "import" | "opt-outs">("none");
  const look = useDebouncedCallback((words: string) => {
    void navigate({ search: words.trim() === "" ? {} : { search: words.trim() }, replace: true });
  }, 250);
  const samples = useSamples();
  const contacts = usePages(["contacts", "list", search], (cursor, signal) => listContacts(search, cursor, signal), { keepLast: true });
  const close = () => setOpen("none");

  return (
    <PageFrame
      title="Contacts"
      documentTitle="Contacts"
      intro="Everyone you can reach. Permission to text belongs to the phone number, not to this list."
      actions={
        <>
          <Button variant="default" size="xs" leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => setOpen("import")}>
            Import CSV
          </Button>
          <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
            New contact
          </Button>
          <Menu position="bottom-end" width={230}>
            <Menu.Target>
              <ActionIcon variant="default" size={30} aria-label="More about contacts">
                <IconDotsVertical size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconDownload size={15} aria-hidden />} onClick={() => void saveExport("contacts")}>
                Export contacts
              </Menu.Item>
              <Menu.Item leftSection={<IconDownload size={15} aria-hidden />} onClick={() => void saveExport("opt-outs")}>
                Export opt-outs
              </Menu.Item>
              <Menu.Item leftSection={<IconHandStop size={15} aria-hidden />} onClick={() => setOpen("opt-outs")}>
                Import opt-outs
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      {!(contacts.nothing && search === "") && (
        <TextInput
          type="search"
          className={classes["search"] ?? ""}
          aria-label="Search contacts"
          placeholder="Name, number, e-mail or id"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            look(event.currentTarget.value);
          }}
        />
      )}
      <PagedList
        list={contacts}
        label="Loading contacts"
        counted={(rows) => plural(rows, "contact")}
        empty={
          search !== "" ? (
            <EmptyState icon={IconSearch} title={`No contacts match “${search}”`}>
              Search by part of a name, an ID, an e-mail address or a number.
            </EmptyState>
          ) : (
            <EmptyState
              icon={IconAddressBook}
              title="No contacts yet"
              actions={
                <>
                  <Button size="xs" leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => setOpen("import")}>
                    Import a CSV
                  </Button>
                  <Button variant="default" size="xs" leftSection={<IconUsers size={16} aria-hidden />} loading={samples.isPending} onClick={() => samples.mutate()}>
                    Load sample contacts
                  </Button>
                </>
              }
            >
              Import contacts from a spreadsheet, or start with sample contacts in several time zones, with virtual phones inside Postroad.
            </EmptyState>
          )
        }
      >
        <Listing label="Contacts" columns={COLUMNS} rows={contacts.rows} keyOf={(contact) => contact.external_id} />
      </PagedList>
      {open === "new" && <ContactDialog contact={null} onClose={close} />}
      {open === "opt-outs" && <OptOutDialog onClose={close} />}
      {open === "import" && <ImportDialog onClose={close} />}
    </PageFrame>
  );
}
