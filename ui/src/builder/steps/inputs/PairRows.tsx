import { ActionIcon, Autocomplete, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import classes from "~/journey/time/inputs.module.css";

export type Row = [name: string, value: string];

/** Names and values as rows; a row without a name is kept here until it has one. */
export function PairRows({
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
  const change = (index: number, row: Row) => set(shown.map((other, at) => (at === index ? row : other)));
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
