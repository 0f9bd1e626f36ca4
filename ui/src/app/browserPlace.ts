/** Where this browser is, as far as it says. */

/** Its time zone by IANA name; UTC when it has none that is one of the known. */
export function browserZone(): string {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone !== undefined && /^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$/.test(zone) && !zone.startsWith("Etc/") ? zone : "UTC";
}

/** The country of its language (`en-GB`), two letters; the United States when it names none. */
export function browserCountry(): string {
  for (const language of navigator.languages) {
    try {
      const region = new Intl.Locale(language).region;
      if (region !== undefined && /^[A-Z]{2}$/.test(region)) return region;
    } catch {
      // No language tag: the next may be one.
    }
  }
  return "US";
}
