import type { Json } from "~/api/types";
import { Store, useStore } from "~/shared/store";
import type { FieldInfo } from "../conditions/field";
import { eventNamesIn, sampleValue } from "../fields/samples";

/** What surrounds a message: the event that starts its journey, and the journey itself. */
export interface Around {
  /** The event's name; null where none starts it, or none is known. */
  event: string | null;
  /** What is known of the event's properties. */
  fields: readonly FieldInfo[];
  journey: string;
}

/** A message that no journey is known of, as in the library. */
export const NOWHERE: Around = { event: null, fields: [], journey: "" };

/** Values that somebody wrote, by event; the same in all previews of that event. */
const written = new Store<Record<string, Record<string, Json>>>({});
/** The time that invented times are ahead of; one for as long as the page is open, so that previews stand still. */
const OPENED = Date.now();

export interface Samples {
  values: Record<string, Json>;
  set: (name: string, value: Json) => void;
}

/** A sample of every property of the event that a text merges in: as written by hand, else one that has come, else invented. */
export function useSamples(body: string, { event, fields }: Around): Samples {
  const key = event ?? "";
  const own = useStore(written, (state) => state[key]);
  const values = Object.fromEntries(
    eventNamesIn(body).map((name): [string, Json] => {
      const known = fields.find((field) => field.name === `event.${name}`);
      return [name, own?.[name] ?? sampleValue(name, known, OPENED)];
    }),
  );
  return { values, set: (name, value) => written.set({ [key]: { ...written.get()[key], [name]: value } }) };
}
