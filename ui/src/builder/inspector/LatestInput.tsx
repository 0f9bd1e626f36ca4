import { NativeSelect } from "@mantine/core";
import { DurationInput } from "./DurationInput";

type Kind = "none" | "event" | "after" | "no_limit";

const kindOf = (value: string | undefined): Kind =>
  value === undefined ? "none" : value === "event" || value === "no_limit" ? value : "after";

const FIRST: Record<Kind, string | undefined> = { none: undefined, event: "event", after: "PT10M", no_limit: "no_limit" };

/** Until when something that is due may still be done: `not_later_than` of a step. */
export function LatestInput({
  label,
  choices,
  value,
  onChange,
  description,
  error,
  disabled = false,
}: {
  label: string;
  /** What each choice means here, in order. */
  choices: Partial<Record<Kind, string>>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  description: string;
  error?: string | undefined;
  disabled?: boolean;
}) {
  const kind = kindOf(value);
  const shown = { ...choices, ...(choices[kind] === undefined ? { [kind]: value } : {}) };
  return (
    <>
      <NativeSelect
        size="xs"
        label={label}
        description={description}
        data={Object.entries(shown).map(([choice, words]) => ({ value: choice, label: words ?? choice }))}
        value={kind}
        disabled={disabled}
        error={kind === "after" ? undefined : error}
        onChange={(event) => onChange(FIRST[event.currentTarget.value as Kind])}
      />
      {kind === "after" && (
        <DurationInput label="Too late after" value={value ?? ""} error={error} disabled={disabled} onChange={onChange} />
      )}
    </>
  );
}
