import { Button, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { searchContacts } from "~/api/contacts/contacts";
import type { Contact, SmsPreview } from "~/api/types";
import { plural } from "~/shared/format";
import { PhoneScreen } from "~/shared/PhoneScreen";
import { type Around, NOWHERE, useSamples } from "./samples";
import { SampleValues } from "./SampleValues";
import { suggestPreviewContact, usePreview, usePreviewContact } from "./usePreview";
import classes from "./MessagePreview.module.css";

/** The message on a phone, with a real contact's data, and what it costs. */
export function MessagePreview({
  body,
  clause,
  around = NOWHERE,
  onReplace,
}: {
  body: string;
  /** Whether the way to unsubscribe is added when the text has none. */
  clause: boolean;
  around?: Around;
  /** Puts another text in its place, such as one with plain quotes. */
  onReplace: ((body: string) => void) | null;
}) {
  const samples = useSamples(body, around);
  const { preview, error } = usePreview(body, samples.values, around.journey);
  const added = clause && preview ? addedClause(preview) : "";
  return (
    <div className={classes["preview"]}>
      <ContactChoice />
      <SampleValues event={around.event} samples={samples} />
      <PhoneScreen
        label="Preview on a phone"
        title={<span>Preview</span>}
        empty="Write something to see it here."
        bubbles={
          body.trim() === "" || !preview
            ? []
            : [
                {
                  id: "preview",
                  from: "us",
                  text: preview.text,
                  added,
                  ...(added === "" ? {} : { note: "The dashed part is added to the first message and then every 30 days." }),
                },
              ]
        }
      />
      {error && (
        <p className={classes["bad"]} role="alert">
          {error.message}
        </p>
      )}
      {preview && body.trim() !== "" && <Cost preview={preview} added={added !== ""} />}
      {preview && <Notes body={body} preview={preview} onReplace={onReplace} />}
    </div>
  );
}

/** What Postroad adds to the text; nothing when it says how to stop already. */
export function addedClause(preview: SmsPreview): string {
  const text = preview.clause?.text ?? "";
  if (text.startsWith(preview.text)) return text.slice(preview.text.length).trimEnd();
  return text === preview.text ? "" : text;
}

function Cost({ preview, added }: { preview: SmsPreview; added: boolean }) {
  return (
    <dl className={classes["cost"]} aria-live="polite">
      <div>
        <dt>Length</dt>
        <dd>
          {preview.units} {preview.encoding === "GSM-7" ? "of 160" : "of 70"} · {plural(preview.segments, "segment")}
        </dd>
      </div>
      {added && preview.clause && (
        <div>
          <dt>With opt-out instructions</dt>
          <dd>{plural(preview.clause.segments, "segment")}</dd>
        </div>
      )}
      <div data-warn={preview.encoding === "UCS-2" || undefined}>
        <dt>Encoding</dt>
        <dd>{preview.encoding === "GSM-7" ? "GSM-7: 160 characters in one segment" : "UCS-2: 70 characters a segment"}</dd>
      </div>
    </dl>
  );
}

function Notes({ body, preview, onReplace }: { body: string; preview: SmsPreview; onReplace: ((body: string) => void) | null }) {
  const culprits = preview.culprits ?? [];
  const replaceable = culprits.filter((culprit) => typeof culprit.replacement === "string" && body.includes(culprit.character));
  return (
    <>
      {culprits.length > 0 && (
        <div className={classes["note"]}>
          <span>
            {culprits.length === 1 ? "This character requires" : "These characters require"} the longer encoding:{" "}
            {culprits.map((culprit) => (
              <code key={culprit.character} className={classes["char"]}>
                {culprit.called}
              </code>
            ))}
          </span>
          {replaceable.length > 0 && onReplace && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onReplace(replaceable.reduce((text, culprit) => text.replaceAll(culprit.character, culprit.replacement ?? ""), body))}
            >
              Use plain alternatives: {replaceable.map((culprit) => `${culprit.called} → ${culprit.replacement === "" ? "nothing" : culprit.replacement === " " ? "a plain space" : culprit.replacement}`).join(", ")}
            </Button>
          )}
        </div>
      )}
      {(preview.missing ?? []).length > 0 && (
        <p className={classes["note"]}>Empty for this contact: {(preview.missing ?? []).join(", ")}</p>
      )}
      {preview.warnings
        .filter((warning) => warning.code !== "ucs2")
        .map((warning) => (
          <p key={`${warning.code} ${warning.message}`} className={classes["note"]}>
            {warning.message}; {warning.remedy}.
          </p>
        ))}
    </>
  );
}

export const contactName = (contact: Contact): string =>
  [contact.first_name, contact.last_name].filter(Boolean).join(" ") || contact.external_id;

/** How contacts are called that were chosen: the field holds that, and looking for those words finds nobody. */
const labels = new Map<string, string>();

function ContactChoice() {
  const [contact, setContact] = usePreviewContact();
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 250);
  const query = useQuery({
    queryKey: ["contacts", "choice", settled],
    queryFn: () => searchContacts(settled),
    placeholderData: keepPreviousData,
  });
  const first = query.data?.items[0]?.external_id;
  useEffect(() => {
    if (first !== undefined) suggestPreviewContact(first);
  }, [first]);
  const offered = (query.data?.items ?? []).map((person) => ({ value: person.external_id, label: `${contactName(person)} · ${person.phone ?? "no phone"}` }));
  const chosen = offered.find((option) => option.value === contact)?.label;
  useEffect(() => {
    if (contact !== null && chosen !== undefined) labels.set(contact, chosen);
  }, [contact, chosen]);
  const data = contact !== null && chosen === undefined ? [{ value: contact, label: labels.get(contact) ?? contact }, ...offered] : offered;
  return (
    <Select
      label="Preview as"
      placeholder="No specific contact"
      data={data}
      value={contact}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Preview for no specific contact" }}
      nothingFoundMessage={query.isLoading ? "Loading…" : "No such contact"}
      filter={({ options }) => options}
      onSearchChange={(words) => setSearch(contact !== null && words === (chosen ?? labels.get(contact)) ? "" : words)}
      onChange={setContact}
    />
  );
}
