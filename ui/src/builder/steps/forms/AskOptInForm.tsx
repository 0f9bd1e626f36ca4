import type { StepOf } from "~/api/types";
import { MergeTextarea } from "~/journey/message/MergeTextarea";
import { MessagePreview } from "~/journey/message/MessagePreview";
import { DurationInput } from "~/journey/time/DurationInput";
import { useAround, useMergeFields } from "../inputs/messageContext";
import { useStepForm } from "../inputs/useStepForm";

export function AskOptInForm({ step }: { step: StepOf<"ask_opt_in"> }) {
  const form = useStepForm<"ask_opt_in">(step);
  const around = useAround();
  const fields = useMergeFields();
  return (
    <>
      <MergeTextarea
        label="Opt-in question"
        value={form.data.body}
        fields={fields}
        disabled={form.readOnly}
        error={form.errorOf("body")}
        onChange={(body) => form.set({ body }, "body")}
      />
      <MessagePreview body={form.data.body} around={around} clause={false} onReplace={form.readOnly ? null : (body) => form.set({ body }, "replace")} />
      <DurationInput
        label="Wait for START up to"
        value={form.data.timeout}
        disabled={form.readOnly}
        error={form.errorOf("timeout")}
        description="Up to 30 days. Contacts already opted in continue right away; opted-out contacts leave by “No answer”."
        onChange={(timeout) => form.set({ timeout })}
      />
    </>
  );
}
