import { Button, Loader, Text, Title } from "@mantine/core";
import { IconCloudOff, IconMapQuestion, type Icon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { OfflineError } from "~/api/client/errors";
import { capital } from "../format";
import classes from "./states.module.css";

/** An empty page: says what this place is for and what to do first. */
export function EmptyState({
  icon: Picture,
  title,
  level = 2,
  children,
  actions,
}: {
  icon?: Icon;
  title: string;
  /** 1 where it is the whole page. */
  level?: 1 | 2;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <section className={classes["state"]}>
      {Picture && <Picture size={34} stroke={1.4} aria-hidden className={classes["picture"]} />}
      <Title order={level} size="h4">
        {title}
      </Title>
      {children !== undefined && (
        <Text size="sm" c="dimmed" component="div" maw={460}>
          {children}
        </Text>
      )}
      {actions !== undefined && <div className={classes["actions"]}>{actions}</div>}
    </section>
  );
}

/** Something is on its way. Where the whole page is, it has the page's heading for those who don't see the wheel turn. */
export function LoadingState({ label = "Loading", page = false }: { label?: string; page?: boolean }) {
  return (
    <>
      {page && <h1 className="visually-hidden">{label}</h1>}
      <div className={classes["state"]} role="status" aria-label={label}>
        <Loader size="sm" aria-hidden />
      </div>
    </>
  );
}

/** Says what went wrong in plain words and offers to try again. */
export function FailedState({ error, retry, level = 2 }: { error: unknown; retry?: () => void; level?: 1 | 2 }) {
  const offline = error instanceof OfflineError;
  // The pages that were open belong to a release that is no longer there.
  const updated = error instanceof Error && /dynamically imported module|module script failed/i.test(error.message);
  const title = offline ? "Postroad can't be reached" : updated ? "Postroad was updated" : "This did not work";
  return (
    <div className={classes["state"]} role="alert">
      <IconCloudOff size={34} stroke={1.4} aria-hidden className={classes["picture"]} />
      <Title order={level} size="h4">
        {title}
      </Title>
      <Text size="sm" c="dimmed" maw={460}>
        {offline
          ? "Check that it is running and that you are connected, then try again."
          : updated
            ? "Load the page again to go on with the new version. Nothing that was saved is lost."
            : error instanceof Error
              ? capital(error.message)
              : "Something unexpected happened."}
      </Text>
      {updated ? (
        <Button size="xs" onClick={() => window.location.reload()}>
          Load it again
        </Button>
      ) : (
        retry && (
          <Button variant="default" size="xs" onClick={retry}>
            Try again
          </Button>
        )
      )}
    </div>
  );
}

export function NotFoundPage() {
  return (
    <EmptyState
      icon={IconMapQuestion}
      title="There is no page at this address"
      level={1}
      actions={
        <Button size="xs" variant="default" renderRoot={(props) => <Link to="/journeys" {...props} />}>
          Go to the journeys
        </Button>
      }
    />
  );
}
