import { NativeSelect } from "@mantine/core";
import { DurationInput } from "./DurationInput";

type Kind = "none" | "event" | "after" | "no_limit";

const kindOf = (value: string | undefined): Kind =>
  value === undefined ? "none" : value === "event" || value === "no_limit" ? value : "after";

/** Until when something may still be done, such as `not_later_than` of a step: one of some choices, or a length of time. */
export function LatestInput({
  label,
  choices,
  value,
  onChange,
  description,
  error,
  disabled = false,
  length = "Too late after",
  first = "PT10M",
}: {
  label: string;
  /** What each choice means here, in order. */
  choices: Partial<Record<Kind, string>>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  description: string;
  error?: string | undefined;
  disabled?: boolean;
  /** What the length of time is called, and how long it is at first. */
  length?: string;
  first?: string;
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
        onChange={(event) => {
          const chosen = event.currentTarget.value as Kind;
          onChange(chosen === "none" ? undefined : chosen === "after" ? first : chosen);
        }}
      />
      {kind === "after" && (
        <DurationInput label={length} value={value ?? ""} error={error} disabled={disabled} onChange={onChange} />
      )}
    </>
  );
}
