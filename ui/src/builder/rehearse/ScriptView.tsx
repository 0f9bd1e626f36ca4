import { ActionIcon, Button, Menu, NativeSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { searchContacts } from "~/api/contacts/contacts";
import type { ConsentState, Json, RehearsalContact, TimelineEntry } from "~/api/types";
import { entryEvent, eventNames } from "~/journey/fields/fields";
import { atTime } from "~/journey/fields/samples";
import { contactName } from "~/journey/message/MessagePreview";
import { peopleFor } from "./people";
import { type Script, entrances, fromContact, invent, movedTo, sampleProperties, without } from "./script";
import { entryWords } from "./moments";
import { useEditor } from "../workbench/useWorkbench";
import { EntryForm } from "./EntryForm";
import classes from "./Rehearse.module.css";

const ZONES = Intl.supportedValuesOf("timeZone");
const HOUR = 3_600_000;

/** Who takes part, and what happens to them. */
export function ScriptView({ script, onChange, onReset }: { script: Script; onChange: (script: Script) => void; onReset: () => void }) {
  return (
    <div className={classes["stack"]}>
      <TextInput
        label="Starts on (UTC)"
        type="datetime-local"
        value={script.start.slice(0, 16)}
        description="Everything below moves with it."
        onChange={(event) => {
          const start = Date.parse(`${event.currentTarget.value}:00Z`);
          if (!Number.isNaN(start)) onChange(movedTo(script, atTime(start)));
        }}
      />
      <People script={script} onChange={onChange} />
      <Happenings script={script} onChange={onChange} />
      <div>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onReset}>
          Start over with made-up people
        </Button>
      </div>
    </div>
  );
}

function People({ script, onChange }: { script: Script; onChange: (script: Script) => void }) {
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const add = (person: RehearsalContact, brings: Record<string, Json> = {}) => {
    if (script.contacts.some((contact) => contact.external_id === person.external_id)) return;
    const enters = entrances(document, fields, [person], Date.parse(script.start) + 1_000)
      .filter((entry) => !(entry.do === "launch" && script.timeline.some((other) => other.do === "launch")))
      .map((entry) => (entry.do === "event" ? { ...entry, properties: { ...entry.properties, ...brings } } : entry));
    onChange({ ...script, contacts: [...script.contacts, person], timeline: [...script.timeline, ...enters] });
  };
  const inventOne = () => {
    const [fitting] = peopleFor(document, fields, Date.parse(script.start));
    add(invent(script.contacts, fitting?.contact), fitting?.entry);
  };
  const change = (id: string, patch: Partial<RehearsalContact>) =>
    onChange({ ...script, contacts: script.contacts.map((contact) => (contact.external_id === id ? { ...contact, ...patch } : contact)) });
  return (
    <section aria-label="People">
      <h3 className={classes["section"]}>People</h3>
      <ul className={classes["list"]}>
        {script.contacts.map((person) => (
          <li key={person.external_id} className={classes["card"]}>
            <div className={classes["cardHead"]}>
              <b>{[person.first_name, person.last_name].filter(Boolean).join(" ") || person.external_id}</b>
              <span className={classes["zone"]}>{person.phone ?? "no phone"}</span>
              <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Remove ${person.external_id}`} onClick={() => onChange(without(script, person.external_id))}>
                <IconX size={14} />
              </ActionIcon>
            </div>
            {traits(person) !== "" && <p className={classes["traits"]}>{traits(person)}</p>}
            <div className={classes["two"]}>
              <NativeSelect
                size="xs"
                aria-label={`SMS consent of ${person.external_id}`}
                value={String(person.sms_consent?.state ?? "unknown")}
                data={[
                  { value: "opted_in", label: "SMS: opted in" },
                  { value: "unknown", label: "SMS: unknown" },
                  { value: "opted_out", label: "SMS: opted out" },
                  { value: "pending", label: "SMS: asked" },
                ]}
                onChange={(event) => {
                  const state = event.currentTarget.value as ConsentState;
                  change(person.external_id, { sms_consent: state === "opted_in" ? { state, source: "web form" } : { state } });
                }}
              />
              <Select
                aria-label={`Time zone of ${person.external_id}`}
                data={["UTC", ...ZONES]}
                value={person.timezone ?? null}
                placeholder="no time zone"
                searchable
                clearable
                limit={60}
                onChange={(timezone) => change(person.external_id, { timezone })}
              />
            </div>
          </li>
        ))}
      </ul>
      <div className={classes["two"]}>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={inventOne}>
          Add a made-up person
        </Button>
        <ContactChoice onChoose={add} />
      </div>
    </section>
  );
}

/** What else is known of a person: "plan: free, tag vip". */
function traits({ attributes, tags, language, country }: RehearsalContact): string {
  const columns = Object.entries({ language, country }).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const known = [...Object.entries(attributes ?? {}), ...columns].map(
    ([name, value]) => `${name.replaceAll("_", " ")}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [...known, ...(tags ?? []).map((tag) => `tag ${tag}`)].join(", ");
}

function ContactChoice({ onChoose }: { onChoose: (person: RehearsalContact) => void }) {
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 250);
  const contacts = useQuery({
    queryKey: ["contacts", "choice", settled],
    queryFn: () => searchContacts(settled),
    placeholderData: keepPreviousData,
  });
  const people = contacts.data?.items ?? [];
  return (
    <Select
      aria-label="Add one of your contacts"
      placeholder="One of your contacts"
      data={people.map((contact) => ({ value: contact.external_id, label: contactName(contact) }))}
      value={null}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage="No such contact"
      onChange={(id) => {
        const person = people.find((contact) => contact.external_id === id);
        if (person) onChoose(fromContact(person));
        setSearch("");
      }}
    />
  );
}

function Happenings({ script, onChange }: { script: Script; onChange: (script: Script) => void }) {
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const [openIndex, setOpenIndex] = useState<number | null>(null);
  const [first] = script.contacts;
  const order = script.timeline.map((entry, index) => ({ entry, index })).toSorted((a, b) => a.entry.at.localeCompare(b.entry.at));
  const set = (timeline: TimelineEntry[]) => onChange({ ...script, timeline });
  const add = (entry: TimelineEntry) => {
    set([...script.timeline, entry]);
    setOpenIndex(script.timeline.length);
  };
  const last = Math.max(Date.parse(script.start), ...script.timeline.map((entry) => Date.parse(entry.at)));
  const at = atTime(last + HOUR);
  const event = entryEvent(document) ?? eventNames(fields)[0] ?? "event";
  const kinds: { label: string; make: () => TimelineEntry; needs: boolean }[] = [
    {
      label: "An event",
      needs: true,
      make: () => ({ at, do: "event", contact: first?.external_id ?? null, name: event, properties: sampleProperties(document, fields, event, last + HOUR) }),
    },
    { label: "Text reply", needs: true, make: () => ({ at, do: "reply", from: first?.phone ?? "", body: "STOP" }) },
    { label: "Contact changes", needs: true, make: () => ({ at, do: "update_contact", contact: first?.external_id ?? "", set: {} }) },
    { label: "The launch", needs: false, make: () => ({ at, do: "launch" }) },
    { label: "Added by hand", needs: true, make: () => ({ at, do: "enrol", contacts: first ? [first.external_id] : [] }) },
    { label: "Journey cancelled for a contact", needs: true, make: () => ({ at, do: "cancel", contact: first?.external_id ?? null }) },
    { label: "A pause", needs: false, make: () => ({ at, do: "pause" }) },
    { label: "Resume", needs: false, make: () => ({ at, do: "resume", overdue: "send" }) },
  ];
  return (
    <section aria-label="What happens">
      <h3 className={classes["section"]}>What happens</h3>
      <ul className={classes["list"]}>
        {order.map(({ entry, index }) => (
          // An entry is named by its place in the script, which changes only when one is removed.
          <li key={index} className={classes["card"]}>
            <div className={classes["cardHead"]}>
              <button type="button" className={classes["entry"]} aria-expanded={openIndex === index} onClick={() => setOpenIndex(openIndex === index ? null : index)}>
                <span className={classes["when"]}>{entry.at.slice(0, 16).replace("T", " ")}</span>
                <span>
                  {"contact" in entry && entry.contact ? <b>{entry.contact}</b> : null} {entryWords(entry)}
                </span>
              </button>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={`Remove: ${entryWords(entry)}`}
                onClick={() => {
                  set(script.timeline.filter((_, place) => place !== index));
                  setOpenIndex(null);
                }}
              >
                <IconX size={14} />
              </ActionIcon>
            </div>
            {openIndex === index && (
              <EntryForm entry={entry} script={script} onChange={(next) => set(script.timeline.map((other, place) => (place === index ? next : other)))} />
            )}
          </li>
        ))}
      </ul>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />}>
            Add something
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map((kind) => (
            <Menu.Item key={kind.label} disabled={kind.needs && !first} onClick={() => add(kind.make())}>
              {kind.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}
