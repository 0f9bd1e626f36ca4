import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { ReactNode } from "react";

export interface Question {
  title: string;
  /** What will happen, in plain words. */
  body: ReactNode;
  confirm: string;
  cancel?: string;
  danger?: boolean;
}

/** Asks before something that can't be taken back; resolves to whether the answer was yes. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title: question.title,
      size: "md",
      children: (
        <Text component="div" size="sm">
          {question.body}
        </Text>
      ),
      labels: { confirm: question.confirm, cancel: question.cancel ?? "Keep as is" },
      groupProps: { gap: "xs" },
      cancelProps: { size: "xs" },
      confirmProps: { size: "xs", color: question.danger ? "red" : "blue", ...FOCUSED },
      onConfirm: () => resolve(true),
      // Also called after onConfirm; only the first answer counts.
      onClose: () => resolve(false),
    });
  });
}

/** Enter says yes: the focus trap of the dialog starts here. */
const FOCUSED = { "data-autofocus": true };
