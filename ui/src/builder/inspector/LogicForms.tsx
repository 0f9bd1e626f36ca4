import { ActionIcon, Button, NumberInput, Slider, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import type { BranchPath, StepOf } from "~/api/types";
import { ConditionEditor } from "~/journey/conditionEditor/Conditions";
import { conditionWords } from "~/journey/conditions/conditions";
import { conditionFields } from "~/journey/fields/fields";
import { addArm, evenly, rebalance, removeArm, total } from "../core/percentages";
import { useEditor, useWorkbench } from "../workbench/context";
import classes from "./LogicForms.module.css";
import { useStepForm } from "./useStepForm";

export function BranchForm({ step }: { step: StepOf<"branch"> }) {
  const bench = useWorkbench();
  const form = useStepForm<"branch">(step);
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  const groups = conditionFields(fields, document, { of: "step" });
  const { paths } = form.data;
  const change = (id: string, patch: Partial<BranchPath>, field: string) =>
    form.set({ paths: paths.map((path) => (path.id === id ? { ...path, ...patch } : path)) }, `${id}.${field}`);
  const move = (index: number, by: number) => {
    const next = [...paths];
    const [path] = next.splice(index, 1);
    if (path) next.splice(index + by, 0, path);
    form.set({ paths: next }, "order");
  };
  return (
    <>
      <p className={classes["hint"]}>The first way that fits is taken.</p>
      {paths.map((path, index) => (
        <section key={path.id} className={classes["path"]} aria-label={`Way ${index + 1}`}>
          <div className={classes["pathHead"]}>
            <TextInput
              aria-label={`Label of way ${index + 1}`}
              placeholder={conditionWords(path.where, bench.info)}
              value={path.label}
              disabled={form.readOnly}
              className={classes["grow"] ?? ""}
              onChange={(event) => change(path.id, { label: event.currentTarget.value }, "label")}
            />
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Ask this earlier" disabled={form.readOnly || index === 0} onClick={() => move(index, -1)}>
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label="Ask this later"
              disabled={form.readOnly || index === paths.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconArrowDown size={14} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label="Remove this way"
              disabled={form.readOnly || paths.length === 1}
              onClick={() => form.set({ paths: paths.filter((one) => one.id !== path.id) }, "remove")}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
          <ConditionEditor
            label={`Who takes way ${index + 1}`}
            value={path.where}
            groups={groups}
            disabled={form.readOnly}
            onChange={(where) => change(path.id, { where }, "where")}
          />
        </section>
      ))}
      <p className={classes["hint"]}>Everyone else leaves by the last way.</p>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={form.readOnly}
        onClick={() => form.set({ paths: [...paths, newPath(paths)] }, "add")}
      >
        Another way
      </Button>
    </>
  );
}

function newPath(paths: readonly BranchPath[]): BranchPath {
  const taken = new Set(paths.map((path) => path.id));
  let number = paths.length + 1;
  while (taken.has(`path${number}`)) number += 1;
  return { id: `path${number}`, label: "", where: { combinator: "and", rules: [] } };
}

export function SplitForm({ step }: { step: StepOf<"split"> }) {
  const form = useStepForm<"split">(step);
  const { arms } = form.data;
  const sum = total(arms);
  return (
    <>
      <p className={classes["hint"]}>Each contact is dealt one share and keeps it.</p>
      {arms.map((arm, index) => (
        <div key={arm.id} className={classes["arm"]} role="group" aria-label={`Share ${index + 1}`}>
          <TextInput
            aria-label={`Label of share ${index + 1}`}
            placeholder={arm.id.toUpperCase()}
            value={arm.label ?? ""}
            disabled={form.readOnly}
            onChange={(event) => {
              const label = event.currentTarget.value;
              form.set({ arms: arms.map((one) => (one.id === arm.id ? { ...one, label } : one)) }, `${arm.id}.label`);
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
      {sum !== 100 && <p className={classes["bad"]}>The shares sum to {sum}%; share evenly, or change one.</p>}
      <div className={classes["buttons"]}>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} disabled={form.readOnly} onClick={() => form.set({ arms: addArm(arms) }, "add")}>
          Another share
        </Button>
        <Button size="xs" variant="subtle" disabled={form.readOnly} onClick={() => form.set({ arms: evenly(arms) }, "even")}>
          Share evenly
        </Button>
      </div>
    </>
  );
}
