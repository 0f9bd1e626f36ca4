/** Zones, countries and languages to choose from, as this browser knows them. */

export interface Choice {
  value: string;
  label: string;
}

let zones: string[] | null = null;
/** Time zones by their IANA names, UTC first. */
export function timeZones(): string[] {
  zones ??= ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  return zones;
}

// Groups of countries, and codes for tests and for "nowhere".
const NO_COUNTRY = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

let places: Choice[] | null = null;
/** Countries by their two letters, in the order of their English names. */
export function countries(): Choice[] {
  if (places) return places;
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const choices: Choice[] = [];
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      const name = names.of(code);
      // A code that was given up, such as BU, is read as the one that follows it.
      if (name !== undefined && !NO_COUNTRY.has(code) && new Intl.Locale(`und-${code}`).region === code) {
        choices.push({ value: code, label: name });
      }
    }
  }
  places = choices.toSorted((a, b) => a.label.localeCompare(b.label, "en"));
  return places;
}

export const countryName = (code: string): string => countries().find((place) => place.value === code)?.label ?? code;

const SPOKEN =
  "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms my nb ne nl nn pa pl pt pt-BR ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh zu".split(
    " ",
  );

let tongues: Choice[] | null = null;
/** Languages people are likely to be written to in, in the order of their English names. */
export function languages(): Choice[] {
  tongues ??= SPOKEN.map((code) => ({ value: code, label: languageName(code) })).toSorted((a, b) => a.label.localeCompare(b.label, "en"));
  return tongues;
}

const names = new Intl.DisplayNames("en", { type: "language" });
export function languageName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** The choices, with one more when the current value is not among them. */
export const withCurrent = (choices: readonly Choice[], value: string | null): Choice[] =>
  value === null || value === "" || choices.some((choice) => choice.value === value) ? [...choices] : [{ value, label: value }, ...choices];
