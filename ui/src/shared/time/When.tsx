import { instantIn } from "./time";

/** An instant in a zone; its exact time in UTC shows on hover and is read by machines. */
export function When({ at, zone, show = instantIn }: { at: string; zone: string; show?: (at: string, zone: string) => string }) {
  return (
    <time dateTime={at} title={`${at.replace("T", " ").replace("Z", "")} UTC`}>
      {show(at, zone)}
    </time>
  );
}
