/** What a column of a file can be, and what its heading most likely means. */

export interface Target {
  name: string;
  label: string;
}

export const TARGETS: readonly Target[] = [
  { name: "external_id", label: "Id (needed)" },
  { name: "phone", label: "Phone" },
  { name: "email", label: "E-mail" },
  { name: "first_name", label: "First name" },
  { name: "last_name", label: "Last name" },
  { name: "timezone", label: "Time zone" },
  { name: "language", label: "Language" },
  { name: "country", label: "Country" },
  { name: "tags", label: "Tags (separated by ;)" },
  { name: "sms_consent", label: "SMS consent" },
  { name: "sms_consent_source", label: "SMS consent: where it was given" },
  { name: "email_consent", label: "E-mail consent" },
  { name: "email_consent_source", label: "E-mail consent: where it was given" },
];
const OWN = new Set(TARGETS.map((target) => target.name));

const ALSO: Record<string, string> = {
  id: "external_id",
  contact_id: "external_id",
  customer_id: "external_id",
  user_id: "external_id",
  customerid: "external_id",
  userid: "external_id",
  phone_number: "phone",
  mobile: "phone",
  mobile_phone: "phone",
  mobile_number: "phone",
  cell: "phone",
  cell_phone: "phone",
  telephone: "phone",
  tel: "phone",
  mail: "email",
  e_mail: "email",
  email_address: "email",
  firstname: "first_name",
  given_name: "first_name",
  forename: "first_name",
  lastname: "last_name",
  surname: "last_name",
  family_name: "last_name",
  time_zone: "timezone",
  tz: "timezone",
  lang: "language",
  locale: "language",
  country_code: "country",
  tag: "tags",
  labels: "tags",
  sms_opt_in: "sms_consent",
  consent_source: "sms_consent_source",
};

const plain = (heading: string): string =>
  heading.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "_").replaceAll(/^_+|_+$/g, "");

/** What each heading will be taken as: one of ours, or an attribute of its own name. One column at most per meaning. */
export function guess(header: readonly string[]): string[] {
  const taken = new Set(header.map(plain).filter((name) => OWN.has(name)));
  return header.map((heading) => {
    const name = plain(heading);
    if (OWN.has(name)) return name;
    const meant = ALSO[name];
    if (meant === undefined || taken.has(meant)) return heading;
    taken.add(meant);
    return meant;
  });
}

export const isOwn = (name: string): boolean => OWN.has(plain(name));

export interface ColumnProblem {
  severity: "error" | "warning";
  message: string;
}

/** What should be known about the columns before a file is sent. */
export function columnProblems(names: readonly string[]): ColumnProblem[] {
  const found: ColumnProblem[] = [];
  const own = names.map(plain);
  const twice = [...new Set(own.filter((name, index) => name !== "" && OWN.has(name) && own.indexOf(name) !== index))];
  for (const name of twice) {
    const label = TARGETS.find((target) => target.name === name)?.label ?? name;
    found.push({ severity: "error", message: `Two columns are “${label}”; choose one of them.` });
  }
  if (!own.includes("external_id")) {
    found.push({
      severity: "error",
      message: "No column is the id. Every contact needs one of its own, such as a customer number; choose the column that has it.",
    });
  }
  if (!own.includes("phone")) found.push({ severity: "warning", message: "No column is the phone: nobody in this file can be texted." });
  if (own.includes("sms_consent") && !own.includes("sms_consent_source")) {
    found.push({
      severity: "warning",
      message: "SMS consent comes without where it was given. Opt-ins without a source are not taken over.",
    });
  }
  return found;
}
