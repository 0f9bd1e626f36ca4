import { ActionIcon, Autocomplete, Button, NativeSelect, NumberInput, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { StepData, StepOf } from "~/api/types";
import { contactFields } from "~/journey/fields/fields";
import { readValue, writeValue } from "~/journey/fields/values";
import { useEditor } from "../workbench/context";
import classes from "~/journey/time/inputs.module.css";
import { useStepForm } from "./useStepForm";

type Row = [name: string, value: string];

/** Names and values as rows; a row without a name is kept here until it has one. */
function PairRows({
  label,
  add,
  rows: given,
  names,
  disabled,
  onChange,
}: {
  label: string;
  add: string;
  rows: Row[];
  names: string[];
  disabled: boolean;
  onChange: (rows: Row[]) => void;
}) {
  const [rows, setRows] = useState(given);
  const filled = rows.filter(([name]) => name !== "");
  const shown = JSON.stringify(filled) === JSON.stringify(given) ? rows : given;
  const set = (next: Row[]) => {
    setRows(next);
    onChange(next.filter(([name]) => name !== ""));
  };
  const change = (index: number, row: Row) => set(shown.map((one, at) => (at === index ? row : one)));
  return (
    <div role="group" aria-label={label}>
      <div className={classes["label"]}>{label}</div>
      <div className={classes["rows"]}>
        {shown.map(([name, value], index) => (
          // Rows have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={classes["entry"]}>
            <Autocomplete
              size="xs"
              aria-label={`${label}: name ${index + 1}`}
              placeholder="name"
              data={names}
              value={name}
              disabled={disabled}
              onChange={(next) => change(index, [next, value])}
            />
            <TextInput
              aria-label={`${label}: value ${index + 1}`}
              placeholder="value"
              value={value}
              disabled={disabled}
              onChange={(event) => change(index, [name, event.currentTarget.value])}
            />
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={`Remove ${name || "this row"}`}
              disabled={disabled}
              onClick={() => set(shown.filter((_, at) => at !== index))}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} />} disabled={disabled} onClick={() => setRows([...shown, ["", ""]])}>
            {add}
          </Button>
        </div>
      </div>
    </div>
  );
}

const list = (value: string[]) => (value.length === 0 ? (undefined as never) : value);

export function UpdateForm({ step }: { step: StepOf<"update_contact"> }) {
  const form = useStepForm<"update_contact">(step);
  const fields = useEditor((state) => state.fields);
  const tags = (fields.fields.find((field) => field.name === "contact.tags")?.values ?? []).map((one) => (typeof one === "string" ? one : one.value));
  const names = contactFields(fields)
    .map((field) => field.name.replace(/^contact\./, ""))
    .filter((name) => name !== "tags" && name !== "score" && name !== "phone");
  return (
    <>
      <PairRows
        label="Set"
        add="Another field"
        names={names}
        rows={Object.entries(form.data.set ?? {}).map(([name, value]): Row => [name, writeValue(value)])}
        disabled={form.readOnly}
        onChange={(rows) =>
          form.set({ set: rows.length === 0 ? (undefined as never) : Object.fromEntries(rows.map(([name, value]) => [name, readValue(value)])) }, "set")
        }
      />
      <TagsInput label="Add tags" data={tags} value={form.data.add_tags ?? []} disabled={form.readOnly} onChange={(value) => form.set({ add_tags: list(value) }, "add_tags")} />
      <TagsInput label="Remove tags" data={tags} value={form.data.remove_tags ?? []} disabled={form.readOnly} onChange={(value) => form.set({ remove_tags: list(value) }, "remove_tags")} />
      <NumberInput
        label="Add to the score"
        allowDecimal={false}
        value={form.data.add_score ?? 0}
        disabled={form.readOnly}
        description="Less than nothing takes points away."
        onChange={(value) => form.set({ add_score: Number(value) === 0 ? (undefined as never) : Number(value) }, "add_score")}
      />
    </>
  );
}

export function WebhookForm({ step }: { step: StepOf<"webhook"> }) {
  const form = useStepForm<"webhook">(step);
  const method = form.data.method ?? "POST";
  return (
    <>
      <TextInput
        label="Address"
        type="url"
        value={form.data.url}
        placeholder="https://example.com/hooks/postroad"
        disabled={form.readOnly}
        error={form.errorOf("url")}
        onChange={(event) => form.set({ url: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label="Method"
        data={["POST", "PUT", "PATCH", "GET", "DELETE"]}
        value={method}
        disabled={form.readOnly}
        onChange={(event) => form.set({ method: event.currentTarget.value as NonNullable<StepData["webhook"]["method"]> })}
      />
      {method !== "GET" && (
        <Textarea
          label="Body"
          autosize
          minRows={4}
          maxRows={14}
          value={form.data.body ?? ""}
          placeholder={'{"contact": "{{ contact.external_id }}"}'}
          disabled={form.readOnly}
          error={form.errorOf("body")}
          description="Merge fields work here as in a message."
          onChange={(event) => form.set({ body: event.currentTarget.value === "" ? (undefined as never) : event.currentTarget.value })}
        />
      )}
      <PairRows
        label="Headers"
        add="Another header"
        names={["Authorization", "Content-Type", "X-Api-Key"]}
        rows={Object.entries(form.data.headers ?? {})}
        disabled={form.readOnly}
        onChange={(rows) => form.set({ headers: rows.length === 0 ? (undefined as never) : Object.fromEntries(rows) }, "headers")}
      />
      <span className={classes["description"]}>Tried again when it fails for a passing reason; then people leave by “Failed”, or go on.</span>
    </>
  );
}

export function ExitForm({ step }: { step: StepOf<"exit"> }) {
  const form = useStepForm<"exit">(step);
  return (
    <TextInput
      label="Reason"
      value={form.data.reason ?? ""}
      placeholder="has bought"
      disabled={form.readOnly}
      description="Shown in the contact's history."
      onChange={(event) => form.set({ reason: event.currentTarget.value === "" ? (undefined as never) : event.currentTarget.value })}
    />
  );
}
