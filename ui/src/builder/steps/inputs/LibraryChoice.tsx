import { Button, SegmentedControl, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { listLibrary, previewLibraryMessage, readLibraryMessage } from "~/api/messages/library";
import { useSamples } from "~/journey/message/samples";
import { SampleValues } from "~/journey/message/SampleValues";
import { usePreviewContact } from "~/journey/message/usePreview";
import { PhoneScreen } from "~/shared/PhoneScreen";
import { useAround } from "./messageContext";
import classes from "~/journey/message/MessagePreview.module.css";

/** A message of the library instead of a text of one's own: chosen, seen on a phone, or copied to be changed. */
export function LibraryChoice({
  value,
  error,
  disabled,
  onChoose,
  onCopy,
}: {
  value: string;
  error: string | undefined;
  disabled: boolean;
  onChoose: (id: string) => void;
  /** Takes the text over into the step. */
  onCopy: (text: string) => void;
}) {
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 250);
  const [contact] = usePreviewContact();
  const list = useQuery({
    queryKey: ["library", "choice", settled],
    queryFn: () => listLibrary(settled === "" ? {} : { search: settled }, null),
    placeholderData: keepPreviousData,
  });
  const message = useQuery({ queryKey: ["library", value], queryFn: () => readLibraryMessage(value), enabled: value !== "" });
  const around = useAround();
  const [wanted, setWanted] = useState<string | null>(null);
  const languages = Object.keys(message.data?.texts ?? {}).toSorted();
  const language = wanted !== null && languages.includes(wanted) ? wanted : null;
  const samples = useSamples(Object.values(message.data?.texts ?? {}).join("\n"), around);
  const preview = useQuery({
    queryKey: ["library", value, "preview", contact, language, samples.values, around.journey],
    queryFn: () =>
      previewLibraryMessage(value, { event: samples.values, journey: around.journey, contact, language }),
    enabled: value !== "" && message.isSuccess,
    // The same message with other values follows in a moment; another message does not look like this one.
    placeholderData: (before, query) => (query?.queryKey[1] === value ? before : undefined),
  });
  const offered = (list.data?.items ?? []).map((row) => ({ value: row.id, label: row.name }));
  const data = value === "" || offered.some((option) => option.value === value) ? offered : [{ value, label: message.data?.name ?? value }, ...offered];
  const text = message.data?.texts[message.data.fallback];
  return (
    <div className={classes["preview"]}>
      <Select
        label="Library message"
        placeholder="Choose one"
        data={data}
        value={value === "" ? null : value}
        searchable
        disabled={disabled}
        error={error}
        onSearchChange={setSearch}
        filter={({ options }) => options}
        nothingFoundMessage={list.isLoading ? "Loading…" : "This message isn't in the library."}
        description={languages.length > 1 ? `In ${languages.join(", ")}. Each contact gets it in their own language.` : undefined}
        onChange={(id) => onChoose(id ?? "")}
      />
      {list.data?.items.length === 0 && settled === "" && (
        <p className={classes["note"]}>
          The library is empty. <Link to="/library">Write a message</Link> to use it in many journeys.
        </p>
      )}
      <SampleValues event={around.event} samples={samples} />
      {preview.data && languages.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label="Language of the preview"
          data={languages}
          value={preview.data.language}
          onChange={setWanted}
        />
      )}
      {preview.data && (
        <PhoneScreen
          label="Preview on a phone"
          title="Preview"
          bubbles={[{ id: "preview", from: "us", text: preview.data.text, note: `${preview.data.language}, ${preview.data.segments} of ${preview.data.encoding}` }]}
        />
      )}
      {text !== undefined && !disabled && (
        <Button size="compact-xs" variant="subtle" onClick={() => onCopy(text)}>
          Copy the text here to edit it
        </Button>
      )}
    </div>
  );
}
