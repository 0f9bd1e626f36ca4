import { Button, Select, Textarea } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { answerReply, type InboxReply, type NewAnswer, type ReplyKind } from "~/api/messages/inbox";
import { listLibrary } from "~/api/messages/library";
import { agoWords, instantIn } from "~/shared/time/time";
import { notify } from "~/shared/feedback/notify";
import { useNow } from "~/shared/time/useNow";
import { When } from "~/shared/time/When";
import { Badge } from "../parts/states/Badge";
import { Refusal } from "../parts/states/Refusal";
import { messageLabel, nameOf, type StateLabel } from "../parts/words";
import classes from "./Inbox.module.css";

const KIND: Record<ReplyKind, StateLabel | null> = {
  opt_out: { words: "Asked to stop", tone: "bad" },
  opt_in: { words: "Asked to start", tone: "good" },
  help: { words: "Asked for help", tone: "warn" },
  other: null,
};

/** What somebody texted, what it answers, and writing back. */
export function Reply({ reply, zone }: { reply: InboxReply; zone: string }) {
  const [writing, setWriting] = useState(false);
  const now = useNow();
  const label = KIND[reply.kind];
  const who = reply.contact === null ? reply.number : nameOf(reply.contact);
  return (
    <li className={classes["reply"]}>
      <header>
        {reply.contact === null ? (
          <b>{reply.number}</b>
        ) : (
          <Link to="/contacts/$externalId" params={{ externalId: reply.contact.external_id }}>
            {who}
          </Link>
        )}
        {label !== null && <Badge tone={label.tone}>{label.words}</Badge>}
        <span>
          <When at={reply.at} zone={zone} show={(at, where) => `${agoWords(at, now)}, ${instantIn(at, where)}`} />
        </span>
      </header>
      {reply.to !== null && (
        <p className={classes["to"]}>
          To{" "}
          <Link to="/messages" search={{ message: String(reply.to.id) }}>
            {reply.to.body ?? "a message"}
          </Link>
          {reply.to.journey !== null && <> in {reply.to.journey_name ?? reply.to.journey}</>}
        </p>
      )}
      <p className={classes["bubble"]}>{reply.body}</p>
      {reply.answers.map((answer) => (
        <div key={answer.message_id} className={classes["answer"]}>
          <p className={classes["bubble"]}>{answer.body ?? "No text"}</p>
          <span>
            {answer.actor}, <When at={answer.at} zone={zone} /> · {messageLabel(answer.state).words.toLowerCase()}
          </span>
        </div>
      ))}
      {writing ? (
        <Write reply={reply} who={who} onDone={() => setWriting(false)} />
      ) : reply.answerable === null ? (
        <Button size="compact-xs" variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} onClick={() => setWriting(true)} aria-label={`Reply to ${who}`}>
          Reply
        </Button>
      ) : (
        reply.kind === "other" && <p className={classes["why"]}>{reply.answerable}</p>
      )}
    </li>
  );
}

const OWN = "own";

/** Whoever pressed "Reply" wants to write. */
const focused = (element: HTMLTextAreaElement | null): void => element?.focus();

function Write({ reply, who, onDone }: { reply: InboxReply; who: string; onDone: () => void }) {
  const [text, setText] = useState("");
  const [template, setTemplate] = useState(OWN);
  const [key] = useState(() => crypto.randomUUID());
  const queries = useQueryClient();
  const library = useQuery({ queryKey: ["library", "quick"], queryFn: () => listLibrary({ kind: "quick_response" }, null), staleTime: 15_000 });
  const ready = library.data?.items ?? [];
  const chosen = ready.find((message) => message.id === template);
  const send = useMutation({
    mutationFn: (answer: NewAnswer) => answerReply(reply.id, answer, key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["inbox"] });
      onDone();
      notify({ tone: "good", message: `Your reply to ${who} is on its way.` });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) send.mutate({ template_id: chosen.id });
    else if (text.trim() !== "") send.mutate({ body: text.trim() });
  };
  return (
    <form onSubmit={submit} className={classes["write"]}>
      {ready.length > 0 && (
        <Select
          label="Reply with"
          data={[{ value: OWN, label: "Your own text" }, ...ready.map((message) => ({ value: message.id, label: message.name }))]}
          value={template}
          onChange={(value) => setTemplate(value ?? OWN)}
        />
      )}
      {chosen ? (
        <p className={classes["to"]}>{chosen.texts[chosen.fallback]} (In their own language, if available.)</p>
      ) : (
        <Textarea label={`Reply to ${who}`} autosize minRows={2} maxLength={1600} value={text} onChange={(event) => setText(event.currentTarget.value)} ref={focused} />
      )}
      <Refusal error={send.error} title="The reply wasn't sent" />
      <div className={classes["actions"]}>
        <Button type="submit" size="xs" disabled={!chosen && text.trim() === ""} loading={send.isPending}>
          Send
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onDone}>
          Not now
        </Button>
      </div>
    </form>
  );
}
