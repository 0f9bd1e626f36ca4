import { Autocomplete, Button, Checkbox, NativeSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { ValueEditorProps } from "react-querybuilder";
import type { FieldInfo } from "../conditions/field";
import { takesList, takesNoValue, takesRange } from "../conditions/rules";
import { DurationInput } from "../time/DurationInput";
import classes from "./ConditionEditor.module.css";

export interface RuleContext {
  info: (field: string) => FieldInfo | undefined;
  setWithin: (path: readonly number[], within: string) => void;
}

/** Pills that a list is shown by; each is a control of its own. */
const MOST_PILLS = 200;

type Choice = { value: string; label: string };

const choices = (field: FieldInfo | undefined): Choice[] =>
  (field?.values ?? []).map((value) => (typeof value === "string" ? { value, label: value } : value));

/** The value of one rule, with a control that fits the field. */
export function RuleValue({ field, operator, value, handleOnChange, title, disabled, context, rule, path }: ValueEditorProps) {
  const { info, setWithin } = context as RuleContext;
  const known = info(field);
  const kind = known?.kind ?? "text";
  const shared = { size: "xs" as const, "aria-label": title ?? "Value", disabled: disabled ?? false };
  if (takesNoValue(operator)) return null;

  if (kind === "event") {
    const within = (rule as { within?: string }).within ?? "";
    return (
      <div className={classes["value"]}>
        <NativeSelect
          {...shared}
          data={[
            { value: "true", label: "happened" },
            { value: "false", label: "did not happen" },
          ]}
          value={String(value !== false)}
          onChange={(event) => handleOnChange(event.currentTarget.value === "true")}
        />
        <Checkbox
          size="xs"
          label="in the last"
          checked={within !== ""}
          disabled={disabled ?? false}
          onChange={(event) => setWithin(path, event.currentTarget.checked ? "P7D" : "")}
        />
        {within !== "" && <DurationInput label="Within" hideLabel value={within} onChange={(text) => setWithin(path, text)} />}
      </div>
    );
  }
  if (takesRange(operator)) {
    const [low, high] = Array.isArray(value) ? value : ["", ""];
    return (
      <div className={classes["range"]}>
        <Single kind={kind} label="From" value={low} disabled={disabled ?? false} onChange={(next) => handleOnChange([next, high])} />
        <span>and</span>
        <Single kind={kind} label="To" value={high} disabled={disabled ?? false} onChange={(next) => handleOnChange([low, next])} />
      </div>
    );
  }
  if (takesList(operator)) {
    const list = Array.isArray(value) ? value.map(String) : [];
    if (list.length > MOST_PILLS) return <LongList values={list} disabled={disabled ?? false} onEmpty={() => handleOnChange([])} />;
    return (
      <TagsInput
        {...shared}
        data={choices(known).map((choice) => choice.value)}
        value={list}
        placeholder={list.length === 0 ? "Type, Enter" : ""}
        onChange={(next) => handleOnChange(kind === "number" ? next.map(Number) : next)}
      />
    );
  }
  if (kind === "boolean") {
    return (
      <NativeSelect
        {...shared}
        data={[
          { value: "true", label: "yes" },
          { value: "false", label: "no" },
        ]}
        value={String(value !== false)}
        onChange={(event) => handleOnChange(event.currentTarget.value === "true")}
      />
    );
  }
  if (kind === "choice") {
    const list = choices(known);
    const data = list.some((option) => option.value === value) ? list : [{ value: String(value ?? ""), label: String(value ?? "") || "choose" }, ...list];
    return <NativeSelect {...shared} data={data} value={String(value ?? "")} onChange={(event) => handleOnChange(event.currentTarget.value)} />;
  }
  if (kind === "number" || kind === "date" || kind === "datetime") {
    return <Single kind={kind} label={title ?? "Value"} value={value} disabled={disabled ?? false} onChange={handleOnChange} />;
  }
  return (
    <Autocomplete
      {...shared}
      data={[...new Set(choices(known).map((choice) => choice.value))]}
      value={value === null || value === undefined ? "" : String(value)}
      placeholder="value"
      comboboxProps={{ withinPortal: true }}
      limit={30}
      onChange={handleOnChange}
    />
  );
}

/** A list too long for a pill each, as a program or a file wrote it: how many, and the first of them. */
function LongList({ values, disabled, onEmpty }: { values: readonly string[]; disabled: boolean; onEmpty: () => void }) {
  return (
    <div className={classes["longList"]}>
      <span>
        <b>{values.length.toLocaleString("en")} values</b>: {values.slice(0, 3).join(", ")}, …
      </span>
      <Button size="compact-xs" variant="default" disabled={disabled} onClick={onEmpty}>
        Clear list
      </Button>
    </div>
  );
}

function Single({
  kind,
  label,
  value,
  disabled,
  onChange,
}: {
  kind: string;
  label: string;
  value: unknown;
  disabled: boolean;
  onChange: (value: unknown) => void;
}) {
  if (kind === "number") {
    return (
      <NumberInput
        size="xs"
        aria-label={label}
        value={typeof value === "number" ? value : ""}
        disabled={disabled}
        hideControls
        onChange={(next) => onChange(next === "" ? 0 : Number(next))}
      />
    );
  }
  return (
    <TextInput
      size="xs"
      type={kind === "date" ? "date" : kind === "datetime" ? "datetime-local" : "text"}
      aria-label={label}
      value={kind === "datetime" ? toLocal(value) : typeof value === "string" ? value : ""}
      disabled={disabled}
      onChange={(event) => onChange(kind === "datetime" ? fromLocal(event.currentTarget.value) : event.currentTarget.value)}
    />
  );
}

/** RFC 3339 to what a date field shows, in UTC, and back: conditions compare instants. */
const toLocal = (value: unknown): string => (typeof value === "string" ? value.slice(0, 16) : "");
const fromLocal = (text: string): string => (text === "" ? "" : `${text}:00Z`);
