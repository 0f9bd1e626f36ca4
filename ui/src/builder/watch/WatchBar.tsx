import { Badge, Button, Menu, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { searchContacts } from "~/api/contacts/contacts";
import { enrolmentsOf, loadEnrolment } from "~/api/journeys/enrolments";
import { type Overdue, cancelJourney, pause, resume } from "~/api/journeys/journeys";
import type { Live } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import { contactName } from "~/journey/message/MessagePreview";
import { confirm } from "~/shared/feedback/confirm";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { plural } from "~/shared/format";
import { passageOf } from "../state/passage";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import { useJourney, useRefreshJourney } from "../workbench/useJourney";
import dialogs from "../dialogs/Dialogs.module.css";
import classes from "./Watch.module.css";

/** Above the canvas while watching: the whole journey in numbers, and what one can do to it. */
export function WatchBar({ live, connected }: { live: Live | null; connected: boolean }) {
  const journey = useJourney();
  const status = live?.status ?? journey.status;
  const steps = Object.values(live?.steps ?? {});
  const sum = (name: "here" | "sent" | "skipped" | "failed") => steps.reduce((all, step) => all + step[name], 0);
  const start = useEditor((state) => triggerOf(state.document)?.id ?? "");
  const entered = live?.steps[start]?.entered ?? 0;
  return (
    <section className={dialogs["bar"]} aria-label="Live">
      <Badge variant="dot" color={connected ? "green" : "gray"} tt="none" radius="sm">
        {connected ? "Live" : "Connecting…"}
      </Badge>
      <span className={classes["totals"]} aria-live="off">
        <span>
          <b>{plural(entered, "contact")}</b> entered
        </span>
        <span>
          <b>{sum("here").toLocaleString("en")}</b> in progress
        </span>
        <span>
          <b>{sum("sent").toLocaleString("en")}</b> sent
        </span>
        {sum("skipped") > 0 && (
          <span data-tone="warn">
            <b>{sum("skipped").toLocaleString("en")}</b> skipped
          </span>
        )}
        {sum("failed") > 0 && (
          <span data-tone="bad">
            <b>{sum("failed").toLocaleString("en")}</b> failed
          </span>
        )}
      </span>
      <span className={dialogs["grow"]} />
      <WayChoice />
      <Controls status={status} travelling={sum("here")} />
    </section>
  );
}

function Controls({ status, travelling }: { status: string; travelling: number }) {
  const journey = useJourney();
  const refresh = useRefreshJourney();
  const [busy, setBusy] = useState(false);

  const run = async (job: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await job();
      await refresh();
      notify({ message: done, tone: "good" });
    } catch (error) {
      notifyFailure(error);
    } finally {
      setBusy(false);
    }
  };

  const askPause = async () => {
    const yes = await confirm({
      title: "Pause the journey?",
      body: `${travelling === 0 ? "No one is in progress" : plural(travelling, "contact stays where they are", "contacts stay where they are")}, and sending stops within a second. What the carrier already has can't be recalled. New people still enter and wait at the start.`,
      confirm: "Pause",
      cancel: "Keep it running",
    });
    if (yes) await run(() => pause(journey.id), "Paused. Everyone stays where they are.");
  };

  const askCancel = async () => {
    const yes = await confirm({
      title: "Cancel the journey?",
      body: `${travelling === 0 ? "No one is in progress." : `It ends for ${plural(travelling, "contact")} in progress, for good.`} Anything not yet handed to the carrier isn't sent, and no one else can enter.`,
      confirm: "Cancel the journey",
      cancel: "Keep it running",
      danger: true,
    });
    if (yes) await run(() => cancelJourney(journey.id), "Cancelled.");
  };

  if (status === "cancelled" || status === "archived") return null;
  return (
    <>
      {status === "paused" ? (
        <ResumeMenu busy={busy} onResume={(overdue) => void run(() => resume(journey.id, overdue), "Resumed.")} />
      ) : (
        <Button size="compact-sm" variant="default" loading={busy} leftSection={<IconPlayerPause size={14} />} onClick={askPause}>
          Pause
        </Button>
      )}
      <Button size="compact-sm" variant="default" disabled={busy} leftSection={<IconPlayerStop size={14} />} onClick={askCancel}>
        Cancel
      </Button>
    </>
  );
}

const RESUMES: { overdue: Overdue; label: string; hint: string }[] = [
  { overdue: "send", label: "Resume and send what's overdue", hint: "Anything that came due during the pause happens now." },
  { overdue: "skip", label: "Resume and skip what's overdue", hint: "Contacts who were due skip their next message." },
  { overdue: "shift", label: "Resume where it stopped", hint: "Waits are extended by the length of the pause. Dates don't move." },
];

function ResumeMenu({ busy, onResume }: { busy: boolean; onResume: (overdue: Overdue) => void }) {
  return (
    <Menu width={310} position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" loading={busy} leftSection={<IconPlayerPlay size={14} />}>
          Resume…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RESUMES.map((choice) => (
          <Menu.Item key={choice.overdue} onClick={() => onResume(choice.overdue)}>
            <b>{choice.label}</b>
            <div className={classes["hint"]}>{choice.hint}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Chooses a contact, whose passage is then drawn. */
function WayChoice() {
  const bench = useWorkbench();
  const journey = useJourney();
  const drawn = useEditor((state) => state.passage !== null);
  const [contact, setContact] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 250);
  const contacts = useQuery({
    queryKey: ["contacts", "choice", settled],
    queryFn: () => searchContacts(settled),
    placeholderData: keepPreviousData,
  });
  const choose = async (id: string | null) => {
    setContact(id);
    if (id === null) {
      bench.editor.set({ passage: null });
      return;
    }
    try {
      const { items } = await enrolmentsOf(journey.id, id);
      const [first] = items;
      if (first) await showPassage(bench, first.id);
      else {
        bench.editor.set({ passage: null });
        notify({ message: "This contact hasn't been in this journey." });
      }
    } catch (error) {
      notifyFailure(error);
    }
  };
  return (
    <>
      <Select
        aria-label="Show one contact's path"
        placeholder="Show one contact's path"
        className={classes["way"] ?? ""}
        data={(contacts.data?.items ?? []).map((person) => ({ value: person.external_id, label: contactName(person) }))}
        value={contact}
        searchable
        onSearchChange={setSearch}
        filter={({ options }) => options}
        nothingFoundMessage="No such contact"
        onChange={(id) => void choose(id)}
      />
      {drawn && (
        <Button size="compact-sm" variant="subtle" leftSection={<IconX size={14} />} onClick={() => void choose(null)}>
          Hide path
        </Button>
      )}
    </>
  );
}

/** Draws one enrolment's passage on the canvas. */
export async function showPassage(bench: ReturnType<typeof useWorkbench>, enrolment: number): Promise<void> {
  const { path } = await loadEnrolment(enrolment);
  const passage = passageOf(bench.editor.get().document, path ?? []);
  bench.editor.set({ passage });
  if (passage.last !== null) bench.carryOut({ do: "fit", steps: [...passage.steps.keys()] });
}
