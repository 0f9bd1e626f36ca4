import type { ComponentType } from "react";
import type { StepOf, StepType } from "~/api/types";
import { AskOptInForm } from "./forms/AskOptInForm";
import { BranchForm } from "./forms/BranchForm";
import { ExitForm } from "./forms/ExitForm";
import { SendEmailForm } from "./forms/SendEmailForm";
import { SendSmsForm } from "./forms/SendSmsForm";
import { SplitForm } from "./forms/SplitForm";
import { TriggerForm } from "./forms/TriggerForm";
import { UpdateContactForm } from "./forms/UpdateContactForm";
import { WaitForForm } from "./forms/WaitForForm";
import { WaitForm } from "./forms/WaitForm";
import { WebhookForm } from "./forms/WebhookForm";

/**
 * The form of every type of step that the API knows; one that is missing does not compile. Apart from the definitions in
 * `journey/steps`, which the pages beside the builder read too, as forms need the builder around them.
 */
export const STEP_FORMS: { readonly [T in StepType]: ComponentType<{ step: StepOf<T> }> } = {
  trigger: TriggerForm,
  send_sms: SendSmsForm,
  send_email: SendEmailForm,
  ask_opt_in: AskOptInForm,
  wait: WaitForm,
  wait_for: WaitForForm,
  branch: BranchForm,
  split: SplitForm,
  update_contact: UpdateContactForm,
  webhook: WebhookForm,
  exit: ExitForm,
};
