import { NumberInput, Radio, Switch } from "@mantine/core";
import type { Account } from "~/api/account/account";
import { Group, Part } from "./form/Part";
import { LanguageTexts } from "./form/LanguageTexts";
import classes from "./form/Settings.module.css";
import { useSettings } from "./form/useSettings";

const empty = (texts: Record<string, string>): boolean => Object.values(texts).some((text) => text.trim() === "");

/** What counts as an opt-out, and how messages say how to stop. */
export function OptOutPart({ account }: { account: Account }) {
  const draft = useSettings(account, ["opt_out_matching", "opt_out_clause", "transactional_allows_unknown"]);
  const { value, set } = draft;
  const clause = value.opt_out_clause;
  return (
    <Part
      title="Opting out"
      intro="STOP and its family always count, for every number and every sender. This says what else does, and how people are told."
      draft={draft}
      problem={empty(clause.texts) ? "A language has no text. Write one, or remove the language." : null}
    >
      <Radio.Group
        label="What counts as an opt-out"
        value={value.opt_out_matching}
        onChange={(next) => set({ opt_out_matching: next as Account["opt_out_matching"] })}
      >
        <div className={classes["choices"]}>
          <Radio
            value="reasonable"
            label="Any clear wish to stop"
            description="“stop texting me” and “unsubscribe me pls” count as STOP. US law asks for this: a person may stop by any reasonable means."
          />
          <Radio value="keywords_only" label="The keywords alone" description="Only a message that is nothing but STOP or one of the other words." />
        </div>
      </Radio.Group>
      <LanguageTexts
        title="How a marketing text says how to stop"
        hint="Added when a text does not say it itself. It counts in the segments shown. Other languages get the built-in words."
        placeholder="Reply STOP to unsubscribe"
        value={clause.texts}
        onChange={(texts) => set({ opt_out_clause: { ...clause, texts } })}
      />
      <Group title="How often it is added">
        <Switch
          label="To every marketing text"
          checked={clause.always}
          onChange={(event) => set({ opt_out_clause: { ...clause, always: event.currentTarget.checked } })}
        />
        {!clause.always && (
          <NumberInput
            className={classes["short"] ?? ""}
            label="Else at least every so many days"
            description="And to the first text a number gets. 30 at most."
            min={1}
            max={30}
            clampBehavior="strict"
            value={clause.every_days}
            onChange={(days) => set({ opt_out_clause: { ...clause, every_days: Number(days) || 30 } })}
          />
        )}
      </Group>
      <Group title="Transactional texts">
        <Switch
          label="May go to numbers that never said anything"
          description="Such as an order confirmation to somebody who was never asked. A number that said STOP gets nothing, ever."
          checked={value.transactional_allows_unknown}
          onChange={(event) => set({ transactional_allows_unknown: event.currentTarget.checked })}
        />
      </Group>
    </Part>
  );
}
