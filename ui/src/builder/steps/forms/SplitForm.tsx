import { ActionIcon, Button, NumberInput, Slider, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { StepOf } from "~/api/types";
import { addArm, evenly, rebalance, removeArm, total } from "../inputs/percentages";
import { useStepForm } from "../inputs/useStepForm";
import classes from "./SplitForm.module.css";

export function SplitForm({ step }: { step: StepOf<"split"> }) {
  const form = useStepForm<"split">(step);
  const { arms } = form.data;
  const sum = total(arms);
  return (
    <>
      <p className={classes["hint"]}>Each contact is assigned one share at random, and keeps it.</p>
      {arms.map((arm, index) => (
        <div key={arm.id} className={classes["arm"]} role="group" aria-label={`Share ${index + 1}`}>
          <TextInput
            aria-label={`Label of share ${index + 1}`}
            placeholder={arm.id.toUpperCase()}
            value={arm.label ?? ""}
            disabled={form.readOnly}
            onChange={(event) => {
              const label = event.currentTarget.value;
              form.set({ arms: arms.map((other) => (other.id === arm.id ? { ...other, label } : other)) }, `${arm.id}.label`);
            }}
          />
          <Slider
            size="sm"
            label={null}
            thumbLabel={`Percent of share ${index + 1}`}
            value={arm.percent}
            disabled={form.readOnly}
            onChange={(percent) => form.set({ arms: rebalance(arms, arm.id, percent) }, "percent")}
          />
          <NumberInput
            aria-label={`Percent of share ${index + 1}`}
            value={arm.percent}
            min={0}
            max={100}
            suffix="%"
            hideControls
            disabled={form.readOnly}
            onChange={(percent) => {
              if (percent !== "" && Number(percent) !== arm.percent) form.set({ arms: rebalance(arms, arm.id, Number(percent)) }, "percent");
            }}
          />
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={`Remove share ${index + 1}`}
            disabled={form.readOnly || arms.length <= 2}
            onClick={() => form.set({ arms: removeArm(arms, arm.id) }, "remove")}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      {sum !== 100 && <p className={classes["bad"]}>The shares add up to {sum}%. Split evenly, or change one.</p>}
      <div className={classes["buttons"]}>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} disabled={form.readOnly} onClick={() => form.set({ arms: addArm(arms) }, "add")}>
          Add a share
        </Button>
        <Button size="xs" variant="subtle" disabled={form.readOnly} onClick={() => form.set({ arms: evenly(arms) }, "even")}>
          Split evenly
        </Button>
      </div>
    </>
  );
}
