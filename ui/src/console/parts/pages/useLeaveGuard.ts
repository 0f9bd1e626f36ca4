import { useBlocker } from "@tanstack/react-router";
import { confirm } from "~/shared/feedback/confirm";

/** Asks before a page is left with changes that were not saved; `lost` says what would be lost. */
export function useLeaveGuard(changed: boolean, lost: string): void {
  useBlocker({
    shouldBlockFn: async () =>
      changed && !(await confirm({ title: "Leave without saving?", body: lost, confirm: "Leave", cancel: "Stay here", danger: true })),
    enableBeforeUnload: () => changed,
    disabled: !changed,
  });
}
