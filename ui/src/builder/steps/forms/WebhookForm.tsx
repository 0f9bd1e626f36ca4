import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { StepData, StepOf } from "~/api/types";
import { PairRows } from "../inputs/PairRows";
import { useStepForm } from "../inputs/useStepForm";
import classes from "~/journey/time/inputs.module.css";

export function WebhookForm({ step }: { step: StepOf<"webhook"> }) {
  const form = useStepForm<"webhook">(step);
  const method = form.data.method ?? "POST";
  return (
    <>
      <TextInput
        label="Address"
        type="url"
        value={form.data.url}
        placeholder="https://example.com/hooks/postroad"
        disabled={form.readOnly}
        error={form.errorOf("url")}
        onChange={(event) => form.set({ url: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label="Method"
        data={["POST", "PUT", "PATCH", "GET", "DELETE"]}
        value={method}
        disabled={form.readOnly}
        onChange={(event) => form.set({ method: event.currentTarget.value as NonNullable<StepData["webhook"]["method"]> })}
      />
      {method !== "GET" && (
        <Textarea
          label="Body"
          autosize
          minRows={4}
          maxRows={14}
          value={form.data.body ?? ""}
          placeholder={'{"contact": "{{ contact.external_id }}"}'}
          disabled={form.readOnly}
          error={form.errorOf("body")}
          description="You can use merge fields, as in a message."
          onChange={(event) => form.set({ body: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
        />
      )}
      <PairRows
        label="Headers"
        add="Add a header"
        names={["Authorization", "Content-Type", "X-Api-Key"]}
        rows={Object.entries(form.data.headers ?? {})}
        disabled={form.readOnly}
        onChange={(rows) => form.set({ headers: rows.length === 0 ? undefined : Object.fromEntries(rows) }, "headers")}
      />
      <span className={classes["description"]}>Temporary failures are retried. After that, contacts leave by “Failed”, or continue.</span>
    </>
  );
}
