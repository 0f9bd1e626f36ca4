import type { Step } from "~/api/types";

export function StepWatch({ step }: { step: Step }) {
  return <div hidden>{step.id}</div>;
}
