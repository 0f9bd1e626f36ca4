import { Checkbox, NativeSelect, NumberInput, Select, TextInput } from "@mantine/core";
import type { JourneySettings } from "~/api/types";
import { ConditionEditor } from "~/journey/conditionEditor/LazyConditionEditor";
import { conditionFields } from "~/journey/fields/fields";
import { DurationInput } from "~/journey/time/DurationInput";
import { updateSettings } from "../edit/edit";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "~/journey/time/inputs.module.css";
import panel from "./StepPanel.module.css";

const ZONES: string[] = Intl.supportedValuesOf("timeZone");

/** What holds for the whole journey. */
export function JourneyForm() {
  const { editor } = useWorkbench();
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const readOnly = useEditor((state) => state.mode !== "draw");
  const { settings } = document;
  const set = (change: Partial<JourneySettings>, field?: string) =>
    editor.apply(
      { document: updateSettings(editor.get().document, change) },
      { label: "Change the settings", key: `settings.${field ?? Object.keys(change).join()}` },
    );
  const quiet = settings.quiet_hours ?? null;
  const cap = settings.frequency_cap ?? null;
  const goal = settings.goal ?? null;
  const marketing = (settings.message_class ?? "marketing") === "marketing";

  return (
    <div className={panel["panel"]}>
      <div className={panel["form"]}>
        <NativeSelect
          size="xs"
          label="Message type"
          value={settings.message_class ?? "marketing"}
          disabled={readOnly}
          data={[
            { value: "marketing", label: "marketing" },
            { value: "transactional", label: "transactional: orders, bookings, codes" },
          ]}
          description={marketing ? "Held during quiet hours and limited by the frequency cap." : "Not held by quiet hours or the cap. Consent still applies."}
          onChange={(event) => set({ message_class: event.currentTarget.value as "marketing" | "transactional" })}
        />
        <NativeSelect
          size="xs"
          label="Each contact can enter"
          value={settings.re_entry ?? "never"}
          disabled={readOnly}
          data={[
            { value: "never", label: "once" },
            { value: "after_exit", label: "again, after they finish" },
            { value: "always", label: "every time" },
          ]}
          onChange={(event) => set({ re_entry: event.currentTarget.value as NonNullable<JourneySettings["re_entry"]> })}
        />
        <NativeSelect
          size="xs"
          label="When someone replies STOP"
          value={settings.on_opt_out ?? "skip_sms"}
          disabled={readOnly}
          data={[
            { value: "skip_sms", label: "they continue, without SMS" },
            { value: "exit", label: "they leave the journey" },
          ]}
          onChange={(event) => set({ on_opt_out: event.currentTarget.value as "skip_sms" | "exit" })}
        />
        <Select
          label="Time zone for contacts without one"
          data={ZONES.includes(settings.timezone ?? "UTC") ? ["UTC", ...ZONES.filter((zone) => zone !== "UTC")] : [settings.timezone ?? "UTC", ...ZONES]}
          value={settings.timezone ?? "UTC"}
          searchable
          limit={100}
          disabled={readOnly}
          onChange={(timezone) => set({ timezone: timezone ?? "UTC" })}
        />
        {marketing && (
          <>
            <Checkbox
              size="xs"
              label="Quiet hours"
              checked={quiet !== null}
              disabled={readOnly}
              onChange={(event) => set({ quiet_hours: event.currentTarget.checked ? { start: "21:00", end: "08:00" } : null })}
            />
            {quiet && (
              <div className={classes["two"]}>
                <TextInput label="From" type="time" value={quiet.start} disabled={readOnly} onChange={(event) => set({ quiet_hours: { ...quiet, start: event.currentTarget.value } }, "quiet")} />
                <TextInput label="To" type="time" value={quiet.end} disabled={readOnly} onChange={(event) => set({ quiet_hours: { ...quiet, end: event.currentTarget.value } }, "quiet")} />
                <span className={classes["description"]}>In each contact's local time. Messages due in these hours go out when they end.</span>
              </div>
            )}
            <Checkbox
              size="xs"
              label="Frequency cap"
              checked={cap !== null}
              disabled={readOnly}
              onChange={(event) => set({ frequency_cap: event.currentTarget.checked ? { messages: 3, per: "P1D" } : null })}
            />
            {cap && (
              <div className={classes["two"]}>
                <NumberInput label="At most" min={1} value={cap.messages} disabled={readOnly} onChange={(value) => set({ frequency_cap: { ...cap, messages: Math.max(1, Number(value) || 1) } }, "cap")} />
                <DurationInput label="messages per" value={cap.per} disabled={readOnly} onChange={(per) => set({ frequency_cap: { ...cap, per } }, "cap")} />
                <span className={classes["description"]}>Per number, across all journeys. Days are calendar days in the contact's time zone; hours are rolling.</span>
              </div>
            )}
          </>
        )}
        <Checkbox
          size="xs"
          label="Goal"
          description="Contacts who reach it leave as converted."
          checked={goal !== null}
          disabled={readOnly}
          onChange={(event) => set({ goal: event.currentTarget.checked ? { combinator: "and", rules: [] } : null })}
        />
        {goal && (
          <>
            <ConditionEditor
              label="Goal"
              value={goal}
              groups={conditionFields(fields, document, { of: "step" })}
              disabled={readOnly}
              onChange={(next) => set({ goal: next }, "goal")}
            />
            <NativeSelect
              size="xs"
              label="Events that count"
              description="Last year's purchase isn't a result of this journey."
              value={settings.goal_counts ?? "since_entry"}
              disabled={readOnly}
              data={[
                { value: "since_entry", label: "since they entered" },
                { value: "ever", label: "at any time" },
              ]}
              onChange={(event) => set({ goal_counts: event.currentTarget.value as "since_entry" | "ever" })}
            />
          </>
        )}
      </div>
    </div>
  );
}
