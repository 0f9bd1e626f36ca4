import { Button, Group } from "@mantine/core";
import { notifications, notificationsStore } from "@mantine/notifications";
import { capital } from "../format";

export interface Note {
  message: string;
  tone?: "plain" | "good" | "bad";
  /** One thing that can be done about it, such as undoing. */
  action?: { label: string; run: () => void };
}

/** As many as are shown at once: an older note makes room for a newer one, it never keeps it waiting. */
export const MOST_NOTES = 4;

/** A short word about what just happened, read out by screen readers. Bad news stays until it is closed. */
export function notify({ message, tone = "plain", action }: Note): void {
  const { notifications: shown } = notificationsStore.getState();
  for (const { id } of shown.slice(0, Math.max(0, shown.length - MOST_NOTES + 1))) {
    if (id !== undefined) notifications.hide(id);
  }
  const id = notifications.show({
    message:
      action === undefined ? (
        message
      ) : (
        <Group gap="xs" wrap="nowrap" justify="space-between">
          <span>{message}</span>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              action.run();
              notifications.hide(id);
            }}
          >
            {action.label}
          </Button>
        </Group>
      ),
    autoClose: tone === "bad" ? false : action === undefined ? 4_500 : 8_000,
    // The list around the notes is the live region; an alert in it would be read out twice.
    role: "none",
    "data-tone": tone,
    closeButtonProps: { "aria-label": "Dismiss", size: "sm" },
  });
}

/** Says why something did not work. */
export function notifyFailure(error: unknown): void {
  notify({ tone: "bad", message: error instanceof Error ? capital(error.message) : "That didn't work." });
}
