import { TextInput } from "@mantine/core";
import type { StepOf } from "~/api/types";
import { MergeTextarea } from "~/journey/message/MergeTextarea";
import { useMergeFields } from "../inputs/messageContext";
import { SendLimit } from "../inputs/SendLimit";
import { useStepForm } from "../inputs/useStepForm";

export function SendEmailForm({ step }: { step: StepOf<"send_email"> }) {
  const form = useStepForm<"send_email">(step);
  const fields = useMergeFields();
  return (
    <>
      <MergeTextarea
        label="Subject"
        value={form.data.subject}
        fields={fields}
        minRows={1}
        disabled={form.readOnly}
        error={form.errorOf("subject")}
        onChange={(subject) => form.set({ subject: subject.replaceAll("\n", " ") }, "subject")}
      />
      <MergeTextarea
        label="Text"
        value={form.data.body}
        fields={fields}
        minRows={8}
        disabled={form.readOnly}
        error={form.errorOf("body")}
        onChange={(body) => form.set({ body }, "body")}
      />
      <TextInput
        label="From"
        type="email"
        value={form.data.from ?? ""}
        placeholder="the account's address"
        disabled={form.readOnly}
        error={form.errorOf("from")}
        onChange={(event) => form.set({ from: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
      />
      <SendLimit value={form.data.not_later_than} error={form.errorOf("not_later_than")} disabled={form.readOnly} onChange={(limit) => form.set({ not_later_than: limit })} />
    </>
  );
}
