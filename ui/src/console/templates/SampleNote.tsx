import { Button } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { listContacts } from "~/api/contacts/contacts";
import { useSamples } from "../contacts/useSamples";
import classes from "./SampleNote.module.css";

/** Offers sample contacts while there is nobody to try a journey on. */
export function SampleNote() {
  const anybody = useQuery({ queryKey: ["contacts", "list", "", "anybody"], queryFn: ({ signal }) => listContacts("", null, signal), staleTime: 30_000 });
  const samples = useSamples();
  if (anybody.data === undefined || anybody.data.items.length > 0) return null;
  return (
    <div className={classes["note"]}>
      <IconUsers size={20} stroke={1.6} aria-hidden />
      <p>
        <b>No contacts to try these on yet.</b> Sample contacts are in several time zones, with phones inside Postroad. Nothing reaches a real person.
      </p>
      <Button size="xs" variant="default" loading={samples.isPending} onClick={() => samples.mutate()}>
        Load sample contacts
      </Button>
    </div>
  );
}
