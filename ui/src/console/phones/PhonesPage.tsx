import { IconDeviceMobile } from "@tabler/icons-react";
import { EmptyState } from "~/shared/feedback/states";
import { Phones } from "./Phones";

export function Page() {
  return (
    <Phones chosen={null}>
      <EmptyState icon={IconDeviceMobile} title="Choose a phone">
        Read its messages, and reply STOP, START or anything else.
      </EmptyState>
    </Phones>
  );
}
