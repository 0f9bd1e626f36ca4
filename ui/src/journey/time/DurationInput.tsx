import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useId } from "react";
import { type Unit, fromAmount, parseDuration, toAmount } from "./duration";
import classes from "./inputs.module.css";

const UNITS: Unit[] = ["minutes", "hours", "days", "weeks"];

/** A length of time as a number and a unit. One that is neither, such as a day and two hours, is written out. */
export function DurationInput({
  label,
  value,
  onChange,
  description,
  error,
  hideLabel = false,
  disabled = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string;
  error?: string | undefined;
  hideLabel?: boolean;
  disabled?: boolean;
}) {
  const id = useId();
  const duration = parseDuration(value);
  const amount = duration === null ? null : toAmount(duration);
  if (duration === null || amount === null) {
    return (
      <TextInput
        label={hideLabel ? undefined : label}
        aria-label={hideLabel ? label : undefined}
        description={description ?? "ISO 8601: P1DT2H is a day and two hours."}
        error={error ?? (duration === null && value !== "" ? "This isn't a duration. P1D is one day." : undefined)}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const units = UNITS.includes(amount.unit) ? UNITS : [...UNITS, amount.unit];
  return (
    <div className={classes["duration"]} role="group" aria-labelledby={id}>
      <span id={id} className={hideLabel ? "visually-hidden" : classes["label"]}>
        {label}
      </span>
      <div className={classes["pair"]}>
        <NumberInput
          aria-label={`${label}: how many`}
          value={amount.count}
          min={0}
          clampBehavior="strict"
          error={error}
          disabled={disabled}
          onChange={(count) => {
            const next = fromAmount({ count: Number(count) || 0, unit: amount.unit });
            onChange(Number(count) === 0 ? zero(amount.unit) : next);
          }}
        />
        <NativeSelect
          size="xs"
          aria-label={`${label}: unit`}
          data={units}
          value={amount.unit}
          disabled={disabled}
          onChange={(event) => {
            const unit = event.currentTarget.value as Unit;
            onChange(amount.count === 0 ? zero(unit) : fromAmount({ count: amount.count, unit }));
          }}
        />
      </div>
      {description !== undefined && <span className={classes["description"]}>{description}</span>}
    </div>
  );
}

/** Nothing of a unit, which remembers the unit while a number is being typed. */
const zero = (unit: Unit): string => ({ seconds: "PT0S", minutes: "PT0M", hours: "PT0H", days: "P0D", weeks: "P0W", months: "P0M", years: "P0Y" })[unit];
