import type { QuietHours, QuietWindow } from "~/api/account/account";
import { daysWords } from "~/journey/time/weekdays";
import { countryName } from "~/console/parts/pickers/places";

const window = (start: string, end: string, more: Partial<QuietWindow> = {}): QuietWindow => ({ start, end, weekdays: null, holidays: null, ...more });

/**
 * Windows of the laws people meet first: 47 CFR 64.1200(c)(1) for the US, the stricter ones of some states, and the
 * French decree of 2022 on calls and texts. Somewhere to begin, not advice.
 */
export const USUAL: QuietHours = {
  by_country: {
    US: [window("21:00", "08:00")],
    "US-FL": [window("20:00", "08:00")],
    "US-OK": [window("20:00", "08:00")],
    "US-MD": [window("20:00", "08:00")],
    "US-MA": [window("20:00", "08:00")],
    "US-TX": [window("21:00", "09:00"), window("21:00", "12:00", { weekdays: ["sat"] })],
    FR: [window("22:00", "08:00"), window("00:00", "24:00", { weekdays: ["sun"], holidays: "FR" })],
  },
  elsewhere: [window("21:00", "08:00")],
};

const STATES: Record<string, string> = Object.fromEntries(
  "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
    .split("|")
    .map((state) => [`US-${state.slice(0, 2)}`, state.slice(3)]),
);

export const US_STATES = Object.entries(STATES).map(([value, name]) => ({ value, label: `United States, ${name}` }));

/** A country or a part of one in words. */
export const placeName = (code: string): string => (STATES[code] === undefined ? countryName(code) : `United States, ${STATES[code]}`);

/** One window in words: "21:00 to 08:00", "All day on Sun and public holidays". */
export function windowWords({ start, end, weekdays, holidays }: QuietWindow): string {
  const time = start === "00:00" && end === "24:00" ? "all day" : `${start} to ${end}`;
  const days = weekdays === null ? "" : daysWords(weekdays);
  const when = [days, holidays === null ? "" : `public holidays in ${placeName(holidays)}`].filter((part) => part !== "").join(" and ");
  return when === "" ? `${time}, every day` : `${time} on ${when}`;
}

/** Why a window can't be saved as it stands; null when it can. */
export function windowProblem({ start, end }: QuietWindow): string | null {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(start)) return "Begin with a time such as 21:00.";
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(end)) return "End with a time such as 08:00, or 24:00.";
  return start === end ? "Begin and end can't be the same; all day is 00:00 to 24:00." : null;
}
