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
      title="Opt-out"
      intro="STOP and its variants always count, for every number and sender. Choose what else counts, and how people are told."
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
            label="Any clear request to stop"
            description="“stop texting me” and “unsubscribe me pls” count as STOP. US law requires it: people may opt out by any reasonable means."
          />
          <Radio value="keywords_only" label="Keywords only" description="Only a message that is exactly STOP or another keyword." />
        </div>
      </Radio.Group>
      <LanguageTexts
        title="Opt-out instructions in marketing texts"
        hint="Added when a text doesn't include its own. Counted in the segments shown. Other languages use the built-in wording."
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
            label="Otherwise, at least every so many days"
            description="And on the first text to a number. Maximum 30."
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
          label="Can go to numbers with no recorded consent"
          description="For example, an order confirmation to someone who was never asked. A number that replied STOP never gets anything."
          checked={value.transactional_allows_unknown}
          onChange={(event) => set({ transactional_allows_unknown: event.currentTarget.checked })}
        />
      </Group>
    </Part>
  );
}
