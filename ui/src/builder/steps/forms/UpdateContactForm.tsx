import { NumberInput, TagsInput } from "@mantine/core";
import type { StepOf } from "~/api/types";
import { contactFields } from "~/journey/fields/fields";
import { readValue, writeValue } from "~/journey/fields/values";
import { useEditor } from "../../workbench/useWorkbench";
import { PairRows, type Row } from "../inputs/PairRows";
import { useStepForm } from "../inputs/useStepForm";

export function UpdateContactForm({ step }: { step: StepOf<"update_contact"> }) {
  const form = useStepForm<"update_contact">(step);
  const fields = useEditor((state) => state.fields);
  const tags = (fields.fields.find((field) => field.name === "contact.tags")?.values ?? []).map((tag) => (typeof tag === "string" ? tag : tag.value));
  const names = contactFields(fields)
    .map((field) => field.name.replace(/^contact\./, ""))
    .filter((name) => name !== "tags" && name !== "score" && name !== "phone");
  return (
    <>
      <PairRows
        label="Set"
        add="Add a field"
        names={names}
        rows={Object.entries(form.data.set ?? {}).map(([name, value]): Row => [name, writeValue(value)])}
        disabled={form.readOnly}
        onChange={(rows) =>
          form.set({ set: rows.length === 0 ? undefined : Object.fromEntries(rows.map(([name, value]) => [name, readValue(value)])) }, "set")
        }
      />
      <TagsInput label="Add tags" data={tags} value={form.data.add_tags ?? []} disabled={form.readOnly} onChange={(value) => form.set({ add_tags: list(value) }, "add_tags")} />
      <TagsInput label="Remove tags" data={tags} value={form.data.remove_tags ?? []} disabled={form.readOnly} onChange={(value) => form.set({ remove_tags: list(value) }, "remove_tags")} />
      <NumberInput
        label="Add to the score"
        allowDecimal={false}
        value={form.data.add_score ?? 0}
        disabled={form.readOnly}
        description="Use a negative number to subtract."
        onChange={(value) => form.set({ add_score: Number(value) === 0 ? undefined : Number(value) }, "add_score")}
      />
    </>
  );
}

const list = (value: string[]) => (value.length === 0 ? undefined : value);
