import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import { useStore } from "~/shared/store";
import { useWorkbench } from "../workbench/useWorkbench";
import classes from "./TopBar.module.css";

const NOTES = {
  saved: { text: "Saved", tone: "quiet", icon: IconCloudCheck },
  waiting: { text: "Saving…", tone: "quiet", icon: IconCloudUp },
  saving: { text: "Saving…", tone: "quiet", icon: IconCloudUp },
  offline: { text: "Offline: kept here, will save later", tone: "warn", icon: IconCloudOff },
  conflict: { text: "Changed by someone else", tone: "bad", icon: IconAlertTriangle },
  failed: { text: "Not saved", tone: "bad", icon: IconAlertTriangle },
} as const;

/** Says whether everything is safe. */
export function SaveNote() {
  const { saver } = useWorkbench();
  const status = useStore(saver, (state) => state.status);
  const note = NOTES[status.at];
  return (
    <span className={classes["save"]} data-tone={note.tone} role="status" title={status.at === "failed" ? status.message : undefined}>
      <note.icon size={15} aria-hidden />
      <span className={classes["saveText"]}>{note.text}</span>
    </span>
  );
}
