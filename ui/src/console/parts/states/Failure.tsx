import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ApiError } from "~/api/client/errors";
import { EmptyState, FailedState } from "~/shared/feedback/states";

/** Why one thing can't be shown: it is not there (with the way back to the list), or asking for it failed. */
export function Failure({
  error,
  retry,
  what,
  back,
}: {
  error: unknown;
  retry: () => void;
  /** "contact", "segment" */
  what: string;
  back: { to: "/contacts" | "/segments" | "/forms" | "/library" | "/messages" | "/mailbox"; label: string };
}) {
  if (!(error instanceof ApiError && (error.status === 404 || error.status === 422))) return <FailedState error={error} retry={retry} />;
  return (
    <EmptyState
      icon={IconMapQuestion}
      title={`There is no such ${what}`}
      actions={
        <Button size="xs" variant="default" renderRoot={(props) => <Link to={back.to} {...props} />}>
          {back.label}
        </Button>
      }
    >
      It may have been deleted, or the address may be mistyped.
    </EmptyState>
  );
}
