import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listContacts } from "~/api/contacts/contacts";
import { withCurrent } from "./places";
import { nameOf } from "../words";

/** Chooses one contact by a part of a name, an id, an address or a number. */
export function ContactPicker({
  value,
  onChange,
  placeholder,
}: {
  value: string | null;
  onChange: (externalId: string | null) => void;
  placeholder: string;
}) {
  const [text, setText] = useState("");
  const [typed] = useDebouncedValue(text.trim(), 250);
  const contacts = useQuery({
    queryKey: ["contacts", "list", typed, "picker"],
    queryFn: ({ signal }) => listContacts(typed, null, signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const choices = (contacts.data?.items ?? []).slice(0, 20).map((contact) => ({ value: contact.external_id, label: nameOf(contact) }));
  return (
    <Select
      aria-label="Contact"
      placeholder={placeholder}
      data={withCurrent(choices, value)}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": placeholder }}
      onSearchChange={setText}
      // The server has searched already: by more than the name that is shown.
      filter={({ options }) => options}
      nothingFoundMessage="Nobody"
    />
  );
}
