import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import type { BranchPath, StepOf } from "~/api/types";
import { ConditionEditor } from "~/journey/conditionEditor/LazyConditionEditor";
import { conditionWords } from "~/journey/conditions/words";
import { conditionFields } from "~/journey/fields/fields";
import { useEditor, useWorkbench } from "../../workbench/useWorkbench";
import { useStepForm } from "../inputs/useStepForm";
import classes from "./BranchForm.module.css";

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
      <p className={classes["hint"]}>Contacts take the first path that matches.</p>
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
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Move up" disabled={form.readOnly || index === 0} onClick={() => move(index, -1)}>
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label="Move down"
              disabled={form.readOnly || index === paths.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconArrowDown size={14} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label="Remove this path"
              disabled={form.readOnly || paths.length === 1}
              onClick={() => form.set({ paths: paths.filter((other) => other.id !== path.id) }, "remove")}
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
      <p className={classes["hint"]}>Everyone else takes the last path.</p>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={form.readOnly}
        onClick={() => form.set({ paths: [...paths, newPath(paths)] }, "add")}
      >
        Add a path
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
