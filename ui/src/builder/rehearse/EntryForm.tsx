import { Autocomplete, MultiSelect, NativeSelect, TextInput } from "@mantine/core";
import type { Json, TimelineEntry } from "~/api/types";
import { eventNames } from "~/journey/fields/fields";
import { atTime } from "~/journey/fields/samples";
import { readValue } from "~/journey/fields/values";
import { assertNever } from "~/shared/assertNever";
import { type Script, sampleProperties } from "./script";
import { useEditor } from "../workbench/useWorkbench";
import classes from "./Rehearse.module.css";

type EntryOf<Do extends TimelineEntry["do"]> = Extract<TimelineEntry, { do: Do }>;

/** One thing that happens, and when. */
export function EntryForm({ entry, script, onChange }: { entry: TimelineEntry; script: Script; onChange: (entry: TimelineEntry) => void }) {
  return (
    <div className={classes["entryForm"]}>
      <TextInput
        label="When (UTC)"
        type="datetime-local"
        step={1}
        value={entry.at.slice(0, 19)}
        onChange={(event) => {
          const at = Date.parse(`${event.currentTarget.value}Z`);
          if (!Number.isNaN(at)) onChange({ ...entry, at: atTime(Math.max(at, Date.parse(script.start))) });
        }}
      />
      <EntryFields entry={entry} script={script} onChange={onChange} />
    </div>
  );
}

/** What is to be said of a thing that happens, by its kind. */
function EntryFields({ entry, script, onChange }: { entry: TimelineEntry; script: Script; onChange: (entry: TimelineEntry) => void }) {
  switch (entry.do) {
    case "event":
      return <EventFields entry={entry} script={script} onChange={onChange} />;
    case "reply":
      return (
        <>
          <NativeSelect
            size="xs"
            label="From"
            data={script.contacts.flatMap(({ external_id, phone }) => (phone ? [{ value: phone, label: `${external_id}, ${phone}` }] : []))}
            value={entry.from}
            onChange={(event) => onChange({ ...entry, from: event.currentTarget.value })}
          />
          <Autocomplete size="xs" label="Text" data={["STOP", "START", "HELP", "YES"]} value={entry.body} onChange={(body) => onChange({ ...entry, body })} />
        </>
      );
    case "update_contact":
      return <UpdateFields entry={entry} script={script} onChange={onChange} />;
    case "enrol":
      return (
        <MultiSelect
          label="Who"
          data={script.contacts.map((contact) => contact.external_id)}
          value={entry.contacts}
          onChange={(contacts) => contacts.length > 0 && onChange({ ...entry, contacts })}
        />
      );
    case "cancel":
      return <WhoField value={entry.contact ?? ""} script={script} everybody onChange={(contact) => onChange({ ...entry, contact: contact === "" ? null : contact })} />;
    case "resume":
      return (
        <NativeSelect
          size="xs"
          label="Overdue steps"
          data={[
            { value: "send", label: "run now" },
            { value: "skip", label: "are skipped" },
            { value: "shift", label: "are delayed by the pause" },
          ]}
          value={entry.overdue}
          onChange={(event) => onChange({ ...entry, overdue: event.currentTarget.value as "send" | "skip" | "shift" })}
        />
      );
    case "launch":
    case "pause":
      return null;
    default:
      return assertNever(entry);
  }
}

function WhoField({ value, script, everybody, onChange }: { value: string; script: Script; everybody: boolean; onChange: (contact: string) => void }) {
  return (
    <NativeSelect
      size="xs"
      label="Who"
      data={[...(everybody ? [{ value: "", label: "everybody" }] : []), ...script.contacts.map((contact) => contact.external_id)]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function EventFields({ entry, script, onChange }: { entry: EntryOf<"event">; script: Script; onChange: (entry: TimelineEntry) => void }) {
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  return (
    <>
      <Autocomplete
        size="xs"
        label="Event"
        data={eventNames(fields)}
        value={entry.name}
        onChange={(name) => onChange({ ...entry, name })}
        onOptionSubmit={(name) => onChange({ ...entry, name, properties: sampleProperties(document, fields, name, Date.parse(entry.at)) })}
      />
      <WhoField value={entry.contact ?? ""} script={script} everybody onChange={(contact) => onChange({ ...entry, contact: contact === "" ? null : contact })} />
      <Properties label="Properties" value={entry.properties ?? {}} onChange={(properties) => onChange({ ...entry, properties })} />
    </>
  );
}

function UpdateFields({ entry, script, onChange }: { entry: EntryOf<"update_contact">; script: Script; onChange: (entry: TimelineEntry) => void }) {
  return (
    <>
      <WhoField value={entry.contact} script={script} everybody={false} onChange={(contact) => onChange({ ...entry, contact })} />
      <Properties label="New values" value={entry.set ?? {}} onChange={(set) => onChange({ ...entry, set })} />
    </>
  );
}

/** Names and values, one field each, and an empty one to add another. */
function Properties({ label, value, onChange }: { label: string; value: Record<string, Json>; onChange: (value: Record<string, Json>) => void }) {
  const rows = Object.entries(value);
  const write = (next: [string, Json][]) => onChange(Object.fromEntries(next.filter(([name]) => name !== "")));
  return (
    <div role="group" aria-label={label}>
      <div className={classes["label"]}>{label}</div>
      {rows.map(([name, given]) => (
        <div key={name} className={classes["property"]}>
          <span className={classes["propertyName"]}>{name}</span>
          <TextInput
            aria-label={name}
            value={typeof given === "string" ? given : JSON.stringify(given)}
            onChange={(event) => write(rows.map(([key, was]) => [key, key === name ? readValue(event.currentTarget.value) : was]))}
          />
        </div>
      ))}
      <TextInput
        key={rows.length}
        aria-label={`${label}: new name`}
        placeholder="add: type a name, press Enter"
        onKeyDown={(event) => {
          const name = event.currentTarget.value.trim();
          if (event.key === "Enter" && name !== "") write([...rows, [name, ""]]);
        }}
      />
    </div>
  );
}
