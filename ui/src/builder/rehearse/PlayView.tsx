import { ActionIcon, Select, Slider } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconPlayerTrackPrev } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import type { RehearsalAnswer, RehearsalContact } from "~/api/types";
import { stepById } from "~/journey/document/document";
import { atTime } from "~/journey/fields/samples";
import { plain } from "~/journey/steps/phrase";
import { sentence } from "~/journey/steps/registry";
import { joined, plural } from "~/shared/format";
import { type Bubble, PhoneScreen } from "~/shared/PhoneScreen";
import { instantIn, knownZone } from "~/shared/time/time";
import { Tip } from "~/shared/page/Tip";
import { type Moment, isSent, momentsOf, pathUntil, span } from "./moments";
import type { Script } from "./script";
import { passageOf } from "../state/passage";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "./Rehearse.module.css";

const nameOf = (person: RehearsalContact): string => [person.first_name, person.last_name].filter(Boolean).join(" ") || person.external_id;

/** What came of it: a line of time to move along, what happens, the phones, the passage on the canvas. */
export function PlayView({ script, answer }: { script: Script; answer: RehearsalAnswer }) {
  const bench = useWorkbench();
  const document = useEditor((state) => state.document);
  const moments = useMemo(
    () =>
      momentsOf(script, answer, (id) => {
        const step = stepById(document, id);
        return step ? plain(sentence(step, bench.info)) : id;
      }),
    [script, answer, document, bench],
  );
  const { from, to } = span(script, moments);
  const [chosen, setChosen] = useState<number | null>(null);
  const time = Math.max(from, Math.min(chosen ?? to, to));
  const [who, setWho] = useState<string | null>(script.contacts[0]?.external_id ?? null);
  const person = script.contacts.find((contact) => contact.external_id === who) ?? script.contacts[0];
  const zone = knownZone(person?.timezone);

  // The chosen person's passage, as far as it had come, on the canvas.
  useEffect(() => {
    bench.editor.set({ passage: person ? passageOf(document, pathUntil(answer, person.external_id, time)) : null });
  }, [bench, document, answer, person, time]);
  useEffect(() => () => bench.editor.set({ passage: null }), [bench]);

  const next = moments.find((moment) => moment.at > time)?.at;
  const before = moments.findLast((moment) => moment.at < time)?.at;
  const now = moments.findLast((moment) => moment.at <= time);

  return (
    <div className={classes["stack"]}>
      <Summary answer={answer} people={script.contacts} />
      <Scrubber
        moments={moments}
        from={from}
        to={to}
        time={time}
        zone={zone}
        before={before}
        next={next}
        onTime={setChosen}
      />
      {script.contacts.length > 1 && (
        <Select
          aria-label="Contact to follow"
          data={script.contacts.map((contact) => ({ value: contact.external_id, label: nameOf(contact) }))}
          value={person?.external_id ?? null}
          onChange={setWho}
        />
      )}
      {person && (
        <PhoneScreen
          label={`Phone of ${nameOf(person)}`}
          title={
            <>
              {nameOf(person)} <span className={classes["zone"]}>{person.phone ?? "no phone"}</span>
            </>
          }
          bubbles={bubblesOf(script, answer, person, time, zone)}
          empty="Nothing received yet."
        />
      )}
      <div>
        <h3 className={classes["section"]}>What happens</h3>
        {moments.length === 0 ? (
          <p className={classes["quiet"]}>Nothing yet. Add contacts and events under “Setup”.</p>
        ) : (
          <ol className={classes["moments"]}>
            {moments.map((moment) => (
              <li key={moment.id}>
                <button
                  type="button"
                  className={classes["moment"]}
                  data-kind={moment.kind}
                  data-amiss={moment.amiss || undefined}
                  data-later={moment.at > time || undefined}
                  aria-current={moment === now ? "step" : undefined}
                  onClick={() => {
                    setChosen(moment.at);
                    if (moment.contact !== null) setWho(moment.contact);
                    if (moment.stepId !== null) {
                      bench.editor.select([moment.stepId]);
                      bench.carryOut({ do: "reveal", step: moment.stepId, focus: false });
                    }
                  }}
                >
                  <span className={classes["when"]}>{instantIn(atTime(moment.at), zone)}</span>
                  <span className={classes["what"]}>
                    {moment.contact !== null && <b>{moment.contact}</b>} {moment.words}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

function Summary({ answer, people }: { answer: RehearsalAnswer; people: readonly RehearsalContact[] }) {
  const sent = answer.messages.filter((message) => isSent(message.state));
  const sms = sent.filter((message) => message.channel === "sms").length;
  const mails = sent.filter((message) => message.channel === "email").length;
  const skipped = answer.messages.filter((message) => message.state === "skipped").length;
  const entered = new Set(answer.enrolments.map((enrolment) => enrolment.contact));
  const outside = people.filter((contact) => !entered.has(contact.external_id));
  return (
    <p className={classes["summary"]} role="status">
      {plural(people.length, "person", "people")}: <b>{plural(sms, "SMS", "SMS")}</b>
      {mails > 0 && <>, {plural(mails, "e-mail")}</>}
      {skipped > 0 && <>, {skipped} skipped</>}.
      {outside.length > 0 && ` ${joined(outside.map(nameOf))} ${outside.length === 1 ? "does" : "do"} not enter.`}
    </p>
  );
}

function Scrubber({
  moments,
  from,
  to,
  time,
  zone,
  before,
  next,
  onTime,
}: {
  moments: readonly Moment[];
  from: number;
  to: number;
  time: number;
  zone: string;
  before: number | undefined;
  next: number | undefined;
  onTime: (time: number) => void;
}) {
  const [playing, setPlaying] = useState(false);

  // Playing goes from one thing that happens to the next: weeks of waiting are skipped.
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => (next === undefined ? setPlaying(false) : onTime(next)), 650);
    return () => clearTimeout(timer);
  }, [playing, next, onTime]);

  const words = instantIn(atTime(time), zone);
  return (
    <div className={classes["scrub"]}>
      <div className={classes["row"]}>
        <ActionIcon size="sm" variant="default" aria-label="Previous moment" disabled={before === undefined} onClick={() => before !== undefined && onTime(before)}>
          <IconPlayerTrackPrev size={14} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="default"
          aria-label={playing ? "Stop playing" : "Play from here"}
          onClick={() => {
            if (!playing && next === undefined) onTime(from);
            setPlaying(!playing);
          }}
        >
          {playing ? <IconPlayerPause size={14} /> : <IconPlayerPlay size={14} />}
        </ActionIcon>
        <ActionIcon size="sm" variant="default" aria-label="Next moment" disabled={next === undefined} onClick={() => next !== undefined && onTime(next)}>
          <IconPlayerTrackNext size={14} />
        </ActionIcon>
        <span className={classes["clock"]}>{words}</span>
        <Tip label="Time zone of the contact shown">
          <span className={classes["zone"]}>{zone}</span>
        </Tip>
      </div>
      <Slider
        size="sm"
        thumbLabel="Rehearsal time"
        thumbProps={{ "aria-valuetext": words }}
        label={null}
        min={from}
        max={to}
        step={60_000}
        value={time}
        marks={ticks(moments, from, to)}
        onChange={onTime}
      />
    </div>
  );
}

/** Marks on the line, at most a few dozen, so that one sees where things happen. */
function ticks(moments: readonly Moment[], from: number, to: number): { value: number }[] {
  const slots = 48;
  const taken = new Set(moments.map((moment) => Math.round(((moment.at - from) / (to - from || 1)) * slots)));
  return [...taken].map((slot) => ({ value: from + (slot / slots) * (to - from) }));
}

function bubblesOf(script: Script, answer: RehearsalAnswer, person: RehearsalContact, time: number, zone: string): Bubble[] {
  const all: (Bubble & { at: number })[] = [];
  for (const [index, message] of answer.messages.entries()) {
    if (message.contact !== person.external_id || message.channel === "webhook") continue;
    const sent = isSent(message.state);
    const name = message.channel === "email" ? "E-mail" : "SMS";
    const why = message.sentence ?? message.reason ?? message.state;
    all.push({
      id: `message ${index}`,
      at: Date.parse(message.at),
      from: "us",
      text: message.channel === "email" ? `${message.subject ?? ""}\n\n${message.body ?? ""}`.trim() : (message.body ?? `(${name})`),
      faint: !sent,
      note: `${name}, ${instantIn(message.at, zone)}${sent ? "" : ` · not sent: ${why}`}`,
    });
  }
  for (const [index, reply] of answer.replies.entries()) {
    if (reply.to !== person.phone) continue;
    all.push({ id: `answer ${index}`, at: Date.parse(reply.at), from: "us", text: reply.body, note: `automatic reply, ${instantIn(reply.at, zone)}` });
  }
  for (const [index, entry] of script.timeline.entries()) {
    if (entry.do !== "reply" || entry.from !== person.phone) continue;
    all.push({ id: `reply ${index}`, at: Date.parse(entry.at), from: "phone", text: entry.body, note: instantIn(entry.at, zone) });
  }
  return all.filter((bubble) => bubble.at <= time).toSorted((a, b) => a.at - b.at);
}
