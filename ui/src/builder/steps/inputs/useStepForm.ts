import type { Finding, Step, StepData, StepType } from "~/api/types";
import { sameItems } from "~/shared/store";
import { updateStep } from "../../edit/edit";
import { findingsOf } from "../../state/editor";
import { useEditor, useWorkbench } from "../../workbench/useWorkbench";

export interface StepForm<T extends StepType> {
  data: StepData[T];
  readOnly: boolean;
  /** Changes some of the step's data; undefined takes a property away. Quick changes of one field are one undo. */
  set: (change: Partial<StepData[T]>, field?: string) => void;
  /** What is wrong with a field, for its input to say. */
  errorOf: (field: string) => string | undefined;
}

/** A step's data for its form. */
export function useStepForm<T extends StepType>(step: Extract<Step, { type: T }>): StepForm<T> {
  const { editor } = useWorkbench();
  const readOnly = useEditor((state) => state.mode !== "draw");
  const findings = useFindings(step.id);
  return {
    data: step.data as StepData[T],
    readOnly,
    set: (change, field) => {
      const data = { ...(step.data as object), ...change } as Record<string, unknown>;
      for (const [name, value] of Object.entries(data)) if (value === undefined) delete data[name];
      const document = updateStep(editor.get().document, { ...step, data } as unknown as Step);
      editor.apply({ document }, { label: "Edit a step", key: `${step.id}.${field ?? Object.keys(change).join()}` });
    },
    errorOf: (field) =>
      findings.find(
        (finding) => finding.severity === "error" && (finding.field === field || finding.field?.startsWith(`${field}.`)),
      )?.message,
  };
}

export function useFindings(stepId: string): readonly Finding[] {
  return useEditor((state) => findingsOf(state.findings, stepId), sameItems);
}
