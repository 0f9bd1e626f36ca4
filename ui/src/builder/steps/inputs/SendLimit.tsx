import { LatestInput } from "~/journey/time/LatestInput";

const LIMITS = {
  none: "after the date it's a reminder for",
  event: "after the date the wait before it uses",
  after: "some time after it was due",
  no_limit: "never: send it however late it is",
};

export function SendLimit(props: { value: string | undefined; error: string | undefined; disabled: boolean; onChange: (value: string | undefined) => void }) {
  return (
    <LatestInput
      label="Too late to send"
      description="If quiet hours, a pause or a slow sender held it."
      choices={LIMITS}
      {...props}
    />
  );
}
