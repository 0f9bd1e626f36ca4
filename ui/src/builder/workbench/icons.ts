import {
  type Icon,
  IconArrowsSplit2,
  IconBell,
  IconClock,
  IconDoorExit,
  IconFlag,
  IconHourglass,
  IconMail,
  IconMessage2,
  IconSignRight,
  IconUserEdit,
  IconWebhook,
} from "@tabler/icons-react";
import type { StepType } from "~/api/types";

export const STEP_ICONS: Record<StepType, Icon> = {
  trigger: IconFlag,
  send_sms: IconMessage2,
  send_email: IconMail,
  ask_opt_in: IconBell,
  wait: IconClock,
  wait_for: IconHourglass,
  branch: IconSignRight,
  split: IconArrowsSplit2,
  update_contact: IconUserEdit,
  webhook: IconWebhook,
  exit: IconDoorExit,
};
