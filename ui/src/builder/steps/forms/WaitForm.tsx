import { Autocomplete, Checkbox, NativeSelect, SegmentedControl, Select, TextInput } from "@mantine/core";
import type { StepOf, WaitData, Weekday } from "~/api/types";
import { dateFields, entryEvent } from "~/journey/fields/fields";
import { isZero, parseDuration } from "~/journey/time/duration";
import { DurationInput } from "~/journey/time/DurationInput";
import { LatestInput } from "~/journey/time/LatestInput";
import { WEEKDAYS, dayLabel } from "~/journey/time/weekdays";
import { useEditor } from "../../workbench/useWorkbench";
import { type StepForm, useStepForm } from "../inputs/useStepForm";
import classes from "~/journey/time/inputs.module.css";

type Form = StepForm<"wait">;

type WaitKind = "for" | "at" | "relative" | "until";

const kindOf = (data: WaitData): WaitKind =>
  data.relative ? "relative" : data.at ? "at" : data.until !== undefined ? "until" : "for";

const EMPTY: Partial<WaitData> = { for: undefined, at: undefined, relative: undefined, until: undefined };

const FIRST: Record<WaitKind, () => Partial<WaitData>> = {
  for: () => ({ for: "P1D" }),
  at: () => ({ at: { time: "09:00" } }),
  relative: () => ({ relative: { to: "", offset: "-PT1H" }, if_past: "missed" }),
  until: () => ({ until: tomorrowMorning(), if_past: "missed" }),
};

function tomorrowMorning(): string {
  const day = new Date(Date.now() + 86_400_000);
  return `${day.toISOString().slice(0, 10)}T09:00:00Z`;
}

export function WaitForm({ step }: { step: StepOf<"wait"> }) {
  const form = useStepForm<"wait">(step);
  const kind = kindOf(form.data);
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Kind of wait"
        value={kind}
        disabled={form.readOnly}
        onChange={(next) => {
          // Only a wait around a date has an event to be too late for.
          const limit = form.data.not_later_than === "event" ? { not_later_than: undefined } : {};
          form.set({ ...EMPTY, if_past: undefined, ...limit, ...FIRST[next as WaitKind]() }, "kind");
        }}
        data={[
          { value: "for", label: "For" },
          { value: "at", label: "Time of day" },
          { value: "relative", label: "Around a date" },
          { value: "until", label: "Until" },
        ]}
      />
      {kind === "for" && <ForFields form={form} />}
      {kind === "at" && <AtFields form={form} />}
      {kind === "relative" && <RelativeFields form={form} />}
      {kind === "until" && <UntilFields form={form} />}
      <LatestInput
        label="Too late to continue"
        description="Contacts who arrive too late, or were held by a pause, leave by “Already past”."
        choices={{ none: "never", ...(kind === "relative" ? { event: "after the date itself" } : {}), after: "some time after it passed" }}
        value={form.data.not_later_than}
        error={form.errorOf("not_later_than")}
        disabled={form.readOnly}
        onChange={(limit) => form.set({ not_later_than: limit })}
      />
    </>
  );
}

function ForFields({ form }: { form: Form }) {
  return (
    <DurationInput
      label="Wait for"
      value={form.data.for ?? ""}
      disabled={form.readOnly}
      error={form.errorOf("for")}
      description="Minutes and hours are exact. Days keep the time of day in the contact's time zone."
      onChange={(value) => form.set({ for: value })}
    />
  );
}

function AtFields({ form }: { form: Form }) {
  const at = form.data.at ?? { time: "09:00" };
  const days = at.weekdays ?? [];
  const toggle = (day: Weekday) => {
    const next = days.includes(day) ? days.filter((other) => other !== day) : WEEKDAYS.filter((other) => other === day || days.includes(other));
    form.set({ at: next.length === 0 ? { time: at.time } : { ...at, weekdays: next } }, "weekdays");
  };
  return (
    <>
      <TextInput
        label="Until it's next"
        type="time"
        value={at.time}
        disabled={form.readOnly}
        error={form.errorOf("at")}
        description="In the contact's own time zone."
        onChange={(event) => form.set({ at: { ...at, time: event.currentTarget.value } })}
      />
      <div role="group" aria-label="Days of the week">
        <div className={classes["label"]}>On these days</div>
        <div className={classes["days"]}>
          {WEEKDAYS.map((day) => (
            <button
              key={day}
              type="button"
              className={classes["day"]}
              aria-pressed={days.includes(day)}
              disabled={form.readOnly}
              onClick={() => toggle(day)}
            >
              {dayLabel(day)}
            </button>
          ))}
        </div>
        <div className={classes["description"]}>{days.length === 0 ? "Any day." : "If none are selected, any day."}</div>
      </div>
    </>
  );
}

type Side = "before" | "after" | "at";

function RelativeFields({ form }: { form: Form }) {
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const relative = form.data.relative ?? { to: "", offset: "PT0S" };
  const offset = parseDuration(relative.offset);
  const side: Side = !offset || isZero(offset) ? "at" : offset.negative ? "before" : "after";
  const length = relative.offset.replace(/^[+-]/, "");
  const known = dateFields(fields, document);
  const names = [...new Set([...known.map((field) => field.name), ...(relative.to ? [relative.to] : [])])];
  const set = (change: Partial<typeof relative>, field?: string) => form.set({ relative: { ...relative, ...change } }, field);
  const setSide = (next: Side) => {
    const base = side === "at" ? "PT1H" : length;
    set({ offset: next === "at" ? "PT0S" : next === "before" ? `-${base}` : base }, "side");
  };
  return (
    <>
      <Autocomplete
        size="xs"
        label="Date"
        data={names}
        value={relative.to}
        placeholder={entryEvent(document) ? "event.starts_at" : "contact.birthday"}
        disabled={form.readOnly}
        error={form.errorOf("relative.to")}
        description="A date from the event that started the journey, or from the contact."
        onChange={(to) => set({ to }, "to")}
      />
      <NativeSelect
        size="xs"
        label="When"
        value={side}
        disabled={form.readOnly}
        data={[
          { value: "before", label: "Before" },
          { value: "at", label: "At that time" },
          { value: "after", label: "After" },
        ]}
        onChange={(event) => setSide(event.currentTarget.value as Side)}
      />
      {side !== "at" && (
        <DurationInput
          label={side === "before" ? "How long before" : "How long after"}
          value={length}
          disabled={form.readOnly}
          error={form.errorOf("relative.offset")}
          onChange={(value) => set({ offset: side === "before" ? `-${value}` : value }, "offset")}
        />
      )}
      {relative.to.startsWith("contact.") && (
        <Checkbox
          size="xs"
          label="Every year: the next anniversary"
          checked={relative.yearly ?? false}
          disabled={form.readOnly}
          onChange={(event) => {
            const { yearly: _, ...rest } = relative;
            form.set({ relative: event.currentTarget.checked ? { ...rest, yearly: true } : rest }, "yearly");
          }}
        />
      )}
      <IfPast form={form} />
    </>
  );
}

function UntilFields({ form }: { form: Form }) {
  const zone = useEditor((state) => state.document.settings.timezone ?? "UTC");
  const until = form.data.until ?? "";
  const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(until)?.[0] ?? "";
  const offset = /(Z|[+-]\d{2}:\d{2})$/.exec(until)?.[0] ?? "Z";
  return (
    <>
      <TextInput
        label="Until"
        type="datetime-local"
        value={local}
        disabled={form.readOnly}
        error={form.errorOf("until")}
        onChange={(event) => form.set({ until: event.currentTarget.value === "" ? "" : `${event.currentTarget.value}:00${offset}` }, "until")}
      />
      <Select
        label="Time zone"
        data={[...new Set(["Z", offset, ...OFFSETS])].map((value) => ({ value, label: value === "Z" ? "UTC" : `UTC${value}` }))}
        value={offset}
        disabled={form.readOnly}
        searchable
        description={`The same moment for everyone. The journey's time zone is ${zone}.`}
        onChange={(value) => form.set({ until: `${local}:00${value ?? "Z"}` }, "offset")}
      />
      <IfPast form={form} />
    </>
  );
}

const OFFSETS = Array.from({ length: 27 }, (_, index) => index - 12)
  .filter((hour) => hour !== 0)
  .map((hour) => `${hour < 0 ? "-" : "+"}${String(Math.abs(hour)).padStart(2, "0")}:00`);

function IfPast({ form }: { form: Form }) {
  return (
    <NativeSelect
      size="xs"
      label="If that time has already passed"
      value={form.data.if_past ?? "missed"}
      disabled={form.readOnly}
      data={[
        { value: "missed", label: "leave by “Already past”, or end here" },
        { value: "continue", label: "continue right away" },
      ]}
      description="If “Already past” is connected, contacts always leave by it."
      onChange={(event) => form.set({ if_past: event.currentTarget.value as "continue" | "missed" })}
    />
  );
}
