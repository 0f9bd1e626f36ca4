import { Autocomplete, Collapse, NativeSelect, TagsInput, TextInput, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { StepOf, TriggerOn } from "~/api/types";
import { ConditionEditor } from "~/journey/conditionEditor/LazyConditionEditor";
import { conditionFields, eventFields, eventNames } from "~/journey/fields/fields";
import { LatestInput } from "~/journey/time/LatestInput";
import { useEditor } from "../../workbench/useWorkbench";
import { type StepForm, useStepForm } from "../inputs/useStepForm";
import classes from "~/journey/time/inputs.module.css";

const FIRST: Record<TriggerOn["kind"], () => TriggerOn> = {
  event: () => ({ kind: "event", name: "" }),
  audience: () => ({ kind: "audience", where: { combinator: "and", rules: [] } }),
  manual: () => ({ kind: "manual" }),
  keyword: () => ({ kind: "keyword", keyword: "" }),
};

export function TriggerForm({ step }: { step: StepOf<"trigger"> }) {
  const form = useStepForm<"trigger">(step);
  const { on } = form.data;
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  return (
    <>
      <NativeSelect
        size="xs"
        label="Contacts enter"
        value={on.kind}
        disabled={form.readOnly}
        data={[
          { value: "event", label: "when an event happens" },
          { value: "audience", label: "all at once, when you launch" },
          { value: "keyword", label: "when they text a keyword" },
          { value: "manual", label: "when they are added by hand" },
        ]}
        onChange={(event) => form.set({ on: FIRST[event.currentTarget.value as TriggerOn["kind"]]() }, "kind")}
      />
      {on.kind === "event" && <EventFields form={form} on={on} />}
      {on.kind === "audience" && (
        <div>
          <div className={classes["label"]}>Who</div>
          <ConditionEditor
            label="Who enters"
            value={on.where}
            groups={conditionFields(fields, document, { of: "audience" })}
            disabled={form.readOnly}
            onChange={(where) => form.set({ on: { ...on, where } }, "where")}
          />
        </div>
      )}
      {on.kind === "keyword" && (
        <TextInput
          label="Word"
          value={on.keyword}
          placeholder="JOIN"
          disabled={form.readOnly}
          error={form.errorOf("on.keyword")}
          description="The whole message must be this keyword. Upper or lower case doesn't matter."
          onChange={(event) => form.set({ on: { ...on, keyword: event.currentTarget.value } })}
        />
      )}
      {on.kind === "manual" && (
        <span className={classes["description"]}>Add contacts in Watch mode, or through the API.</span>
      )}
    </>
  );
}

type EventOn = Extract<TriggerOn, { kind: "event" }>;

function EventFields({ form, on }: { form: StepForm<"trigger">; on: EventOn }) {
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const properties = eventFields(fields, on.name, "event").map((field) => field.name);
  const short = properties.map((name) => name.replace(/^event\./, ""));
  const [more, setMore] = useState(Boolean(on.key || on.updated_by || on.cancelled_by));
  const set = (change: Partial<EventOn>, field: string) => {
    const next = { ...on, ...change } as Record<string, unknown>;
    for (const [name, value] of Object.entries(next)) if (value === undefined || value === "") delete next[name];
    form.set({ on: { name: "", ...next } as EventOn }, field);
  };
  return (
    <>
      <Autocomplete
        size="xs"
        label="Event"
        data={eventNames(fields)}
        value={on.name}
        placeholder="webinar.registered"
        disabled={form.readOnly}
        error={form.errorOf("on.name")}
        description="The name your shop, site or app sends."
        onChange={(name) => set({ name }, "name")}
      />
      <div>
        <div className={classes["label"]}>Only when</div>
        <ConditionEditor
          label="Only events that match"
          value={on.where ?? { combinator: "and", rules: [] }}
          groups={conditionFields(fields, document, { of: "trigger", event: on.name })}
          disabled={form.readOnly}
          onChange={(where) => {
            const { where: _, ...rest } = on;
            form.set({ on: where.rules.length === 0 && !where.not ? rest : { ...rest, where } }, "where");
          }}
        />
      </div>
      <TagsInput
        size="xs"
        label="Required properties"
        data={short}
        value={on.requires ?? []}
        disabled={form.readOnly}
        error={form.errorOf("on.requires")}
        description="Events without these are rejected. Include the date a wait depends on."
        onChange={(requires) => set(requires.length === 0 ? { requires: undefined } : { requires }, "requires")}
      />
      <LatestInput
        label="Old events"
        description="For example, past orders imported all at once. Should they still enter?"
        choices={{ none: "enter however old they are", after: "enter unless too old" }}
        length="Too old after"
        first="P1D"
        value={on.not_older_than ?? undefined}
        disabled={form.readOnly}
        error={form.errorOf("on.not_older_than")}
        onChange={(age) => set({ not_older_than: age }, "not_older_than")}
      />
      <UnstyledButton className={classes["more"]} aria-expanded={more} onClick={() => setMore(!more)}>
        {more ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />} When the event is moved or cancelled
      </UnstyledButton>
      <Collapse expanded={more}>
        <div className={classes["stack"]}>
          <Autocomplete
            size="xs"
            label="One enrolment per"
            data={properties}
            value={on.key ?? ""}
            placeholder="event.webinar_id"
            disabled={form.readOnly}
            error={form.errorOf("on.key")}
            description="The same registration sent twice enrolls once. Two webinars run side by side."
            onChange={(key) => set({ key }, "key")}
          />
          <Autocomplete
            size="xs"
            label="Moved by"
            data={eventNames(fields)}
            value={on.updated_by ?? ""}
            placeholder="webinar.rescheduled"
            disabled={form.readOnly}
            error={form.errorOf("on.updated_by")}
            description="Its properties replace the old ones, and waits move to match."
            onChange={(name) => set({ updated_by: name }, "updated_by")}
          />
          {on.updated_by && (
            <NativeSelect
              size="xs"
              label="Reminders already sent for the old date"
              value={on.when_moved ?? "again"}
              disabled={form.readOnly}
              data={[
                { value: "again", label: "are sent again for the new date" },
                { value: "waits_only", label: "aren't sent again" },
              ]}
              description="If the new date puts a wait in the future again, contacts go back to it."
              onChange={(event) =>
                set({ when_moved: event.currentTarget.value === "again" ? undefined : "waits_only" }, "when_moved")
              }
            />
          )}
          <Autocomplete
            size="xs"
            label="Cancelled by"
            data={eventNames(fields)}
            value={on.cancelled_by ?? ""}
            placeholder="webinar.cancelled"
            disabled={form.readOnly}
            error={form.errorOf("on.cancelled_by")}
            description="Ends the journey for the contacts it's about."
            onChange={(name) => set({ cancelled_by: name }, "cancelled_by")}
          />
        </div>
      </Collapse>
    </>
  );
}
