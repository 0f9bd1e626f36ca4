import type { Account, ReplyKind } from "~/api/account/account";
import { LanguageTexts, LanguageWords } from "./form/LanguageTexts";
import { Part } from "./form/Part";
import classes from "./form/Settings.module.css";
import { useSettings } from "./form/useSettings";

const KINDS: { kind: ReplyKind; title: string; builtIn: string; answer: string }[] = [
  {
    kind: "opt_out",
    title: "Stopping",
    builtIn: "STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT, REMOVE always count.",
    answer: "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
  },
  { kind: "opt_in", title: "Starting again", builtIn: "START and UNSTOP always count; YES where it answers the question to opt in, or undoes a STOP.", answer: "Built-in wording" },
  { kind: "help", title: "Help", builtIn: "HELP, INFO always count.", answer: "Built-in wording" },
];

/** The account's own keywords, and what is answered to them. */
export function RepliesPart({ account }: { account: Account }) {
  const draft = useSettings(account, ["keywords", "replies"]);
  const { value, set } = draft;
  const blank = Object.values(value.replies).some((texts) => Object.values(texts).some((text) => text.trim() === ""));
  const none = Object.values(value.keywords).some((words) => Object.values(words).some((list) => list.length === 0));
  return (
    <Part
      title="Keywords and replies"
      intro="Your own keywords in addition to the built-in ones, and what Postroad texts back, once per change and without marketing. Other languages use the built-in wording."
      draft={draft}
      problem={blank ? "A reply is empty. Write it, or remove its language." : none ? "A language has no keywords. Add one, or remove the language." : null}
    >
      {KINDS.map(({ kind, title, builtIn, answer }) => (
        <section key={kind} className={classes["kind"]}>
          <h3>{title}</h3>
          <LanguageWords
            title="Your own keywords"
            name={`${title}: your own keywords`}
            hint={builtIn}
            value={value.keywords[kind]}
            onChange={(words) => set({ keywords: { ...value.keywords, [kind]: words } })}
          />
          <LanguageTexts
            title="Auto-reply"
            name={`${title}: auto-reply`}
            placeholder={answer}
            value={value.replies[kind]}
            onChange={(texts) => set({ replies: { ...value.replies, [kind]: texts } })}
          />
        </section>
      ))}
    </Part>
  );
}
