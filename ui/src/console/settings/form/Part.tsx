import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import type { Account } from "~/api/account/account";
import { Refusal } from "~/console/parts/states/Refusal";
import classes from "./Settings.module.css";
import type { Draft } from "./useSettings";

/** A part of the settings as a form that saves what was changed. */
export function Part<Name extends keyof Account>({
  title,
  intro,
  draft,
  problem = null,
  children,
}: {
  title: string;
  intro: ReactNode;
  draft: Draft<Name>;
  /** Why it can't be saved as it stands. */
  problem?: string | null;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.changed && problem === null) draft.save();
  };
  return (
    <form className={classes["part"]} onSubmit={submit} aria-label={title}>
      <h2>{title}</h2>
      <p className={classes["intro"]}>{intro}</p>
      <div className={classes["fields"]}>{children}</div>
      <Refusal error={draft.error} title="The settings weren't saved" />
      <div className={classes["foot"]}>
        <Button type="submit" size="xs" disabled={!draft.changed || problem !== null} loading={draft.saving}>
          Save
        </Button>
        {draft.changed && (
          <Button variant="subtle" color="gray" size="xs" onClick={draft.undo}>
            Discard changes
          </Button>
        )}
        {problem !== null && <span className={classes["problem"]}>{problem}</span>}
      </div>
    </form>
  );
}

/** A heading inside a part. */
export function Group({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={classes["group"]}>
      <legend>{title}</legend>
      {hint !== undefined && <p className={classes["hint"]}>{hint}</p>}
      {children}
    </fieldset>
  );
}
