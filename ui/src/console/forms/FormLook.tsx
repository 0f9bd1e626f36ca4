import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { FormWords } from "~/api/contacts/forms";
import type { FormDraft } from "./formDraft";
import classes from "./FormLook.module.css";

/** The form's own page as people will see it; `draft` without blanks around its words. */
export function FormLook({ draft, words, address }: { draft: FormDraft; words: FormWords | undefined; address: string | null }) {
  const [shown, setShown] = useState<"form" | "after">("form");
  return (
    <section aria-label="Preview">
      <div className={classes["above"]}>
        <h2>Preview</h2>
        <SegmentedControl
          size="xs"
          aria-label="Preview of"
          value={shown}
          onChange={(value) => setShown(value as "form" | "after")}
          data={[
            { value: "form", label: "The form" },
            { value: "after", label: "After" },
          ]}
        />
      </div>
      <div className={classes["window"]}>
        <p className={classes["bar"]}>{address ?? "It gets its address when you save it"}</p>
        <div className={classes["page"]} lang={draft.settings.language}>
          {words !== undefined && (shown === "form" ? <Asking draft={draft} words={words} /> : <After draft={draft} words={words} />)}
        </div>
      </div>
    </section>
  );
}

function Asking({ draft, words }: { draft: FormDraft; words: FormWords }) {
  const { settings } = draft;
  const labels = [["phone", settings.phone_label ?? words.phone_label], ...settings.asks.map((name) => [name, words[name]])];
  return (
    <>
      <p className={classes["title"]}>{settings.title ?? words.title}</p>
      <Lines text={settings.intro} />
      {labels.map(([field, label]) => (
        <div key={field} className={classes["field"]}>
          {label}
          <span className={classes["box"]} />
        </div>
      ))}
      <div className={classes["tick"]}>
        <span className={classes["tickBox"]} />
        <span>{draft.wording}</span>
      </div>
      <span className={classes["button"]}>{settings.button ?? words.button}</span>
    </>
  );
}

function After({ draft, words }: { draft: FormDraft; words: FormWords }) {
  const { settings } = draft;
  return (
    <>
      <p className={classes["title"]}>{words.thanks}</p>
      <Lines text={settings.thanks} />
      <p>{settings.double_opt_in ? words.asked : words.signed_up}</p>
      <p className={classes["quiet"]}>{words.again}</p>
      {settings.double_opt_in && (
        <div className={classes["sms"]}>
          <span className="visually-hidden">The text they receive: </span>
          {settings.question ?? words.question}
        </div>
      )}
    </>
  );
}

/** Every line a paragraph, as on the page itself. */
const Lines = ({ text }: { text: string }) => (text.trim() === "" ? null : <p className={classes["lines"]}>{text.trim().replaceAll(/\s*\n\s*/g, "\n\n")}</p>);
