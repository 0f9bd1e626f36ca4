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
  { kind: "opt_in", title: "Starting again", builtIn: "START and UNSTOP always count; YES where it answers the question to opt in, or undoes a STOP.", answer: "The built-in words" },
  { kind: "help", title: "Help", builtIn: "HELP, INFO always count.", answer: "The built-in words" },
];

/** The account's own keywords, and what is answered to them. */
export function RepliesPart({ account }: { account: Account }) {
  const draft = useSettings(account, ["keywords", "replies"]);
  const { value, set } = draft;
  const blank = Object.values(value.replies).some((texts) => Object.values(texts).some((text) => text.trim() === ""));
  const none = Object.values(value.keywords).some((words) => Object.values(words).some((list) => list.length === 0));
  return (
    <Part
      title="Keywords and answers"
      intro="Words of your own beside the built-in ones, and what Postroad texts back: once for each change, without marketing. Languages that are not here get the built-in words."
      draft={draft}
      problem={blank ? "An answer is empty. Write it, or remove its language." : none ? "A language has no words. Add one, or remove the language." : null}
    >
      {KINDS.map(({ kind, title, builtIn, answer }) => (
        <section key={kind} className={classes["kind"]}>
          <h3>{title}</h3>
          <LanguageWords
            title="Words of your own"
            name={`${title}: words of your own`}
            hint={builtIn}
            value={value.keywords[kind]}
            onChange={(words) => set({ keywords: { ...value.keywords, [kind]: words } })}
          />
          <LanguageTexts
            title="What is answered"
            name={`${title}: what is answered`}
            placeholder={answer}
            value={value.replies[kind]}
            onChange={(texts) => set({ replies: { ...value.replies, [kind]: texts } })}
          />
        </section>
      ))}
    </Part>
  );
}
