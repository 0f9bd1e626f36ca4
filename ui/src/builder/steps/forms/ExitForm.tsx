import { TextInput } from "@mantine/core";
import type { StepOf } from "~/api/types";
import { useStepForm } from "../inputs/useStepForm";

export function ExitForm({ step }: { step: StepOf<"exit"> }) {
  const form = useStepForm<"exit">(step);
  return (
    <TextInput
      label="Reason"
      value={form.data.reason ?? ""}
      placeholder="made a purchase"
      disabled={form.readOnly}
      description="Shown on the contact's timeline."
      onChange={(event) => form.set({ reason: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
    />
  );
}
