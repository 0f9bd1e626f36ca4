import { Notifications } from "@mantine/notifications";
import classes from "./Notes.module.css";
import { MOST_NOTES } from "./notify";

/** Where the notes of `notify` appear: above the middle of the lower edge. */
export function Notes() {
  return (
    <Notifications
      position="bottom-center"
      limit={MOST_NOTES}
      transitionDuration={120}
      zIndex={600}
      role="status"
      aria-live="polite"
      classNames={{ root: classes["place"] ?? "", notification: classes["note"] ?? "" }}
    />
  );
}
