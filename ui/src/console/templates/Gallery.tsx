import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { listStarterJourneys, type StarterJourney } from "~/api/journeys/starters";
import { completed } from "~/journey/loading/completed";
import { FailedState } from "~/shared/feedback/states";
import classes from "./Gallery.module.css";
import { sketch } from "./sketch";

/** What each template is for, in a marketer's words. One that is not named here says how it begins. */
const ABOUT: Record<string, string> = {
  "opt-in-branch": "Contacts who opted in get a text, everyone else an e-mail.",
  "webinar-reminder": "A day and an hour before the start, in each person's own time. Moves when the webinar moves.",
  "simple-reminder": "An invitation to opted-in contacts, and a reminder on the day.",
  "order-confirmation": "A text moments after the order, and another when it ships. An e-mail where no text may go.",
  "welcome-series": "A warm hello, a nudge on a weekday morning, and it stops once they complete their profile.",
  "win-back": "Two offers A/B tested on people who haven't ordered in 90 days, and an e-mail if nothing happens.",
};
const ORDER = Object.keys(ABOUT);

const place = ({ id }: StarterJourney): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);

const inOrder = (templates: readonly StarterJourney[]): StarterJourney[] =>
  templates.toSorted((a, b) => place(a) - place(b) || a.name.localeCompare(b.name, "en"));

/** The journeys one can start from, each drawn small. */
export function Gallery({ onUse, busy, level = "h2" }: { onUse: (template: StarterJourney) => void; busy: string | null; level?: "h2" | "h3" }) {
  const templates = useQuery({ queryKey: ["templates"], queryFn: listStarterJourneys, staleTime: Infinity });
  if (templates.isPending) {
    return (
      <div className={classes["grid"]} role="status" aria-label="Loading templates">
        {["a", "b", "c", "d", "e"].map((key) => (
          <Skeleton key={key} height={330} radius="md" />
        ))}
      </div>
    );
  }
  if (templates.data === undefined) return <FailedState error={templates.error} retry={() => void templates.refetch()} />;
  return (
    <ul className={classes["grid"]}>
      {inOrder(templates.data).map((template) => (
        <Card key={template.id} template={template} onUse={() => onUse(template)} busy={busy === template.id} level={level} />
      ))}
    </ul>
  );
}

function Card({ template, onUse, busy, level: Heading }: { template: StarterJourney; onUse: () => void; busy: boolean; level: "h2" | "h3" }) {
  return (
    <li className={classes["card"]}>
      <div className={classes["canvas"]}>
        <Drawing template={template} />
      </div>
      <div className={classes["words"]}>
        <Heading>{template.name}</Heading>
        <p>{ABOUT[template.id] ?? template.description}</p>
        <Button size="xs" variant="default" onClick={onUse} loading={busy} aria-label={`Start from this: ${template.name}`}>
          Start from this
        </Button>
      </div>
    </li>
  );
}

function Drawing({ template }: { template: StarterJourney }) {
  const drawn = useMemo(() => sketch(completed(template.document)), [template]);
  return (
    <svg className={classes["drawing"]} data-goes-on={drawn.goesOn || undefined} viewBox={drawn.viewBox} aria-hidden focusable="false">
      {drawn.ways.map((way) => (
        <path key={way.id} d={way.path} className={classes["way"]} />
      ))}
      {drawn.boxes.map((box) => (
        <g key={box.id} data-kind={box.kind} className={classes["box"]}>
          <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={12} />
          <circle cx={box.x + 34} cy={box.y + box.height / 2} r={14} />
          <path d={`M${box.x + 64} ${box.y + 26}h${box.width - 100}M${box.x + 64} ${box.y + 42}h${(box.width - 100) * 0.6}`} />
        </g>
      ))}
    </svg>
  );
}
