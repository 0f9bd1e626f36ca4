import { ActionIcon, Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Account, QuietHours, QuietWindow } from "~/api/account/account";
import type { Weekday } from "~/api/types";
import { dayLabel, WEEKDAYS } from "~/journey/time/weekdays";
import { DurationInput } from "~/journey/time/DurationInput";
import { countries } from "~/console/parts/pickers/places";
import { Group, Part } from "../form/Part";
import { placeName, US_STATES, USUAL, windowProblem, windowWords } from "./quietHours";
import classes from "../form/Settings.module.css";
import { useSettings } from "../form/useSettings";

/** When no marketing goes out, and how much of it a number gets at most. */
export function QuietPart({ account }: { account: Account }) {
  const draft = useSettings(account, ["quiet_hours", "frequency_cap"]);
  const { value, set } = draft;
  const quiet = value.quiet_hours;
  const windows = [...quiet.elsewhere, ...Object.values(quiet.by_country).flat()];
  const change = (part: Partial<QuietHours>) => set({ quiet_hours: { ...quiet, ...part } });
  const place = (code: string, list: QuietWindow[]) => {
    const { [code]: _, ...others } = quiet.by_country;
    change({ by_country: list.length === 0 ? others : { ...quiet.by_country, [code]: list } });
  };
  return (
    <Part
      title="Quiet hours and caps"
      intro="Marketing due in quiet hours waits until they end, in the contact's local time. Transactional messages aren't held. A journey can be stricter than this, but not looser."
      draft={draft}
      problem={windows.map(windowProblem).find((problem) => problem !== null) ?? null}
    >
      {windows.length === 0 && (
        <div className={classes["offer"]}>
          <p>The account has no quiet hours. Each journey only has its own.</p>
          <Button variant="default" size="xs" onClick={() => set({ quiet_hours: USUAL })}>
            Use recommended hours
          </Button>
        </div>
      )}
      {Object.entries(quiet.by_country).map(([code, list]) => (
        <Windows key={code} title={placeName(code)} windows={list} onChange={(next) => place(code, next)} />
      ))}
      <Windows title="Everywhere else" windows={quiet.elsewhere} onChange={(elsewhere) => change({ elsewhere })} />
      <AddPlace taken={Object.keys(quiet.by_country)} onAdd={(code) => place(code, [{ start: "21:00", end: "08:00", weekdays: null, holidays: null }])} />
      <Group title="Frequency cap" hint="For journeys without their own. Counts marketing texts to a number across all journeys: calendar days in the contact's time zone, rolling hours.">
        <Checkbox
          label="Limit messages to one number"
          checked={value.frequency_cap !== null}
          onChange={(event) => set({ frequency_cap: event.currentTarget.checked ? { messages: 3, per: "P7D" } : null })}
        />
        {value.frequency_cap !== null && (
          <div className={classes["inline"]}>
            <NumberInput
              label="Messages"
              min={1}
              max={1000}
              clampBehavior="strict"
              value={value.frequency_cap.messages}
              onChange={(messages) => set({ frequency_cap: { per: value.frequency_cap?.per ?? "P7D", messages: Math.max(1, Number(messages) || 1) } })}
            />
            <DurationInput
              label="In any"
              value={value.frequency_cap.per}
              onChange={(per) => set({ frequency_cap: { messages: value.frequency_cap?.messages ?? 3, per } })}
            />
          </div>
        )}
      </Group>
    </Part>
  );
}

function Windows({ title, windows, onChange }: { title: string; windows: readonly QuietWindow[]; onChange: (windows: QuietWindow[]) => void }) {
  const change = (at: number, part: Partial<QuietWindow>) => onChange(windows.map((item, place) => (place === at ? { ...item, ...part } : item)));
  return (
    <Group title={title}>
      {windows.length === 0 && <p className={classes["hint"]}>No quiet hours.</p>}
      {windows
        .map((window, place) => ({ window, place }))
        .map(({ window, place }) => (
          <div key={place} className={classes["window"]} role="group" aria-label={`${title}, ${windowWords(window)}`}>
            <TextInput label="From" className={classes["time"] ?? ""} value={window.start} maxLength={5} onChange={(event) => change(place, { start: event.currentTarget.value })} />
            <TextInput label="To" className={classes["time"] ?? ""} value={window.end} maxLength={5} onChange={(event) => change(place, { end: event.currentTarget.value })} />
            <Days value={window.weekdays} onChange={(weekdays) => change(place, { weekdays })} />
            <Select
              label="And on public holidays in"
              className={classes["holidays"] ?? ""}
              placeholder="none"
              data={countries()}
              value={window.holidays}
              onChange={(holidays) => change(place, { holidays })}
              searchable
              clearable
              clearButtonProps={{ "aria-label": "No public holidays" }}
            />
            <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${windowWords(window)}`} onClick={() => onChange(windows.filter((_, at) => at !== place))}>
              <IconTrash size={15} />
            </ActionIcon>
          </div>
        ))}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={13} aria-hidden />}
        onClick={() => onChange([...windows, { start: "21:00", end: "08:00", weekdays: null, holidays: null }])}
      >
        {windows.length === 0 ? "Add quiet hours" : "Add another window"}
      </Button>
    </Group>
  );
}

/** The days a window begins on; all of them is every day. */
function Days({ value, onChange }: { value: Weekday[] | null; onChange: (days: Weekday[] | null) => void }) {
  const chosen = value ?? WEEKDAYS;
  const toggle = (day: Weekday) => {
    const days = WEEKDAYS.filter((item) => (item === day) !== chosen.includes(item));
    onChange(days.length === WEEKDAYS.length ? null : days);
  };
  return (
    <div className={classes["days"]} role="group" aria-label="Begins on">
      <span className={classes["label"]}>Begins on</span>
      <div>
        {WEEKDAYS.map((day) => (
          <button key={day} type="button" aria-pressed={chosen.includes(day)} onClick={() => toggle(day)}>
            {dayLabel(day)}
          </button>
        ))}
      </div>
    </div>
  );
}

function AddPlace({ taken, onAdd }: { taken: readonly string[]; onAdd: (code: string) => void }) {
  const [round, setRound] = useState(0);
  const data = [...countries(), ...US_STATES].filter((item) => !taken.includes(item.value));
  return (
    <Select
      key={round}
      label="Add a country or state with its own hours"
      placeholder="Choose"
      data={data}
      limit={60}
      searchable
      value={null}
      onChange={(code) => {
        if (code === null) return;
        onAdd(code);
        setRound(round + 1);
      }}
    />
  );
}
