import type { ImportMapping, PreviewColumn } from "~/api/contacts/imports";

/** What a column of a file can be. */
export const TARGETS: readonly { name: string; label: string }[] = [
  { name: "external_id", label: "ID (required)" },
  { name: "phone", label: "Phone" },
  { name: "email", label: "E-mail" },
  { name: "first_name", label: "First name" },
  { name: "last_name", label: "Last name" },
  { name: "timezone", label: "Time zone" },
  { name: "language", label: "Language" },
  { name: "country", label: "Country" },
  { name: "tags", label: "Tags" },
  { name: "sms_consent", label: "SMS consent" },
  { name: "sms_opt_out", label: "SMS opt-out (yes: no texts)" },
  { name: "sms_consent_source", label: "SMS consent: where it was given" },
  { name: "sms_consent_date", label: "SMS consent: when it was given" },
  { name: "email_consent", label: "E-mail consent" },
  { name: "email_opt_out", label: "E-mail opt-out (yes: no e-mail)" },
  { name: "email_consent_source", label: "E-mail consent: where it was given" },
  { name: "email_consent_date", label: "E-mail consent: when it was given" },
];

/** One column as it will be imported: the guess, or what somebody chose. */
export type Chosen = Pick<PreviewColumn, "index" | "heading" | "becomes" | "name" | "looks_like">;

export interface ColumnProblem {
  severity: "error" | "warning";
  message: string;
}

/** What should be known about the columns before a file is sent. */
export function columnProblems(columns: readonly Chosen[], source: string): ColumnProblem[] {
  const problems: ColumnProblem[] = [];
  const targets = columns.map((column) => column.becomes);
  const twice = [
    ...new Set(
      targets.filter(
        (name, index) => name !== "attribute" && name !== "skip" && !name.endsWith("_opt_out") && targets.indexOf(name) !== index,
      ),
    ),
  ];
  for (const name of twice) {
    const label = TARGETS.find((target) => target.name === name)?.label ?? name;
    problems.push({ severity: "error", message: `Two columns are “${label}”; choose one of them.` });
  }
  if (!targets.includes("external_id")) {
    problems.push({
      severity: "error",
      message: "No column is the ID. Every contact needs one, such as a customer number. Choose the column that has it.",
    });
  }
  if (!targets.includes("phone")) {
    problems.push({ severity: "warning", message: "No column is the phone, so no one in this file can be texted." });
  }
  for (const channel of ["sms", "email"] as const) {
    if (targets.includes(`${channel}_consent`) && !targets.includes(`${channel}_consent_source`) && source.trim() === "") {
      const what = channel === "sms" ? "SMS" : "E-mail";
      problems.push({
        severity: "warning",
        message: `${what} consent has no source. Enter one above for the whole file: opt-ins without a source aren't recorded.`,
      });
    }
  }
  return problems;
}

/** Whether anything in the file claims that people agreed. */
export const claimsConsent = (columns: readonly Chosen[]): boolean => columns.some((column) => column.becomes.endsWith("_consent"));

/** What is sent with the file. */
export function mappingOf(columns: readonly Chosen[], source: string, date: string, encoding: string | null): ImportMapping {
  const targets: Record<string, string> = {};
  for (const column of columns) {
    if (column.heading === "") continue;
    // The second of one heading is told apart by the attribute's name, as in “Notes 2”.
    const key = column.heading in targets ? column.name : column.heading;
    targets[key] = column.becomes === "attribute" ? `attribute.${column.name}` : column.becomes;
  }
  const consent = { ...(source.trim() ? { source: source.trim() } : {}), ...(date ? { date } : {}) };
  return {
    columns: targets,
    ...(Object.keys(consent).length > 0 ? { consent } : {}),
    ...(encoding === null ? {} : { encoding }),
  };
}
