import { LatestInput } from "~/journey/time/LatestInput";

const LIMITS = {
  none: "after the date it reminds of",
  event: "after the date that the wait before it counts from",
  after: "some time after it was due",
  no_limit: "never: send it however late",
};

export function SendLimit(props: { value: string | undefined; error: string | undefined; disabled: boolean; onChange: (value: string | undefined) => void }) {
  return (
    <LatestInput
      label="Too late to send it"
      description="When quiet hours, a pause or a slow sender held it."
      choices={LIMITS}
      {...props}
    />
  );
}
