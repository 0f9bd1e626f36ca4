import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { ApiError } from "~/api/client/errors";
import { capital } from "~/shared/format";

/** Why something that was tried did not happen, in the server's words. Nothing while there is no error. */
export function Refusal({ error, title = "This didn't work" }: { error: unknown; title?: string }) {
  if (error === null || error === undefined) return null;
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  const findings = error instanceof ApiError ? error.findings : [];
  return (
    <Alert color="red" variant="light" role="alert" title={title} icon={<IconAlertTriangle size={18} aria-hidden />}>
      {fields.length === 0 && findings.length === 0 && sentence(error)}
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={`${field.place}${field.pointer}${field.message}`}>
              <b>{place(field.pointer)}</b> {field.message}; {field.remedy}
            </li>
          ))}
        </ul>
      )}
      {findings.length > 0 && (
        <ul>
          {findings.map((finding) => (
            <li key={`${finding.code}${finding.node_id ?? ""}${finding.message}`}>
              {capital(finding.message)} {finding.remedy}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

const sentence = (error: unknown): string => (error instanceof Error ? capital(error.message) : "Something went wrong.");

/** `/quiet_hours/elsewhere/0/start` as people read it. */
export const place = (pointer: string): string =>
  capital(pointer.replace(/^\//, "").replaceAll("/", ", ").replaceAll("_", " ").replaceAll("~1", "/"));
