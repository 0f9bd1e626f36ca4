import { Autocomplete, Checkbox } from "@mantine/core";
import type { StepOf } from "~/api/types";
import { ConditionEditor } from "~/journey/conditionEditor/LazyConditionEditor";
import { triggerOf } from "~/journey/document/document";
import { conditionFields, eventNames } from "~/journey/fields/fields";
import { DurationInput } from "~/journey/time/DurationInput";
import { useEditor } from "../../workbench/useWorkbench";
import { useStepForm } from "../inputs/useStepForm";
import classes from "~/journey/time/inputs.module.css";

export function WaitForForm({ step }: { step: StepOf<"wait_for"> }) {
  const form = useStepForm<"wait_for">(step);
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const start = triggerOf(document);
  const key = start?.data.on.kind === "event" ? start.data.on.key : undefined;
  const own = form.data.event.startsWith("sms.");
  return (
    <>
      <Autocomplete
        size="xs"
        label="Event"
        data={eventNames(fields)}
        value={form.data.event}
        placeholder="purchase"
        disabled={form.readOnly}
        error={form.errorOf("event")}
        onChange={(event) => form.set({ event })}
      />
      <div>
        <div className={classes["label"]}>Only when</div>
        <ConditionEditor
          label="Only events that match"
          value={form.data.where ?? { combinator: "and", rules: [] }}
          groups={conditionFields(fields, document, { of: "wait_for", event: form.data.event })}
          disabled={form.readOnly}
          onChange={(where) => form.set({ where: where.rules.length === 0 && !where.not ? undefined : where }, "where")}
        />
      </div>
      {(own || key) && (
        <Checkbox
          size="xs"
          label={own ? "Only about messages of this enrolment" : `Only about the same ${key?.replace(/^event\./, "")}`}
          description={own ? "A reply counts for the message it answers." : undefined}
          checked={form.data.match_key ?? false}
          disabled={form.readOnly}
          onChange={(event) => form.set({ match_key: event.currentTarget.checked })}
        />
      )}
      <DurationInput
        label="At most"
        value={form.data.timeout}
        disabled={form.readOnly}
        error={form.errorOf("timeout")}
        onChange={(timeout) => form.set({ timeout })}
      />
    </>
  );
}
