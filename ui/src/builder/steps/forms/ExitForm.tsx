import { TextInput } from "@mantine/core";
import type { StepOf } from "~/api/types";
import { useStepForm } from "../inputs/useStepForm";

export function ExitForm({ step }: { step: StepOf<"exit"> }) {
  const form = useStepForm<"exit">(step);
  return (
    <TextInput
      label="Reason"
      value={form.data.reason ?? ""}
      placeholder="has bought"
      disabled={form.readOnly}
      description="Shown in the contact's history."
      onChange={(event) => form.set({ reason: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
    />
  );
}
