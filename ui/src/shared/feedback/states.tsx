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
  const title = offline ? "Can't reach Postroad" : updated ? "Postroad was updated" : "This didn't work";
  return (
    <div className={classes["state"]} role="alert">
      <IconCloudOff size={34} stroke={1.4} aria-hidden className={classes["picture"]} />
      <Title order={level} size="h4">
        {title}
      </Title>
      <Text size="sm" c="dimmed" maw={460}>
        {offline
          ? "Check that it's running and that you're connected, then try again."
          : updated
            ? "Reload the page to use the new version. Nothing you saved is lost."
            : error instanceof Error
              ? capital(error.message)
              : "Something went wrong."}
      </Text>
      {updated ? (
        <Button size="xs" onClick={() => window.location.reload()}>
          Reload
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
      title="Page not found"
      level={1}
      actions={
        <Button size="xs" variant="default" renderRoot={(props) => <Link to="/journeys" {...props} />}>
          Go to journeys
        </Button>
      }
    />
  );
}
