import { Autocomplete, Button, Modal, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sendEvent } from "~/api/contacts/contacts";
import { loadFields } from "~/api/contacts/fields";
import type { Contact, Json } from "~/api/types";
import { plural } from "~/shared/format";
import { notify } from "~/shared/feedback/notify";
import { Refusal } from "~/console/parts/states/Refusal";
import { nameOf } from "~/console/parts/words";
import { propertiesOf, propertyLines } from "./eventForm";
import classes from "./ContactDialog.module.css";

const LOOK_AGAIN = 1_000;

/** Records something that happened to a contact, as a program would: it enters the journeys that start with it. */
export function EventDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const fields = useQuery({ queryKey: ["fields"], queryFn: loadFields, staleTime: 30_000 });
  const queries = useQueryClient();
  const read = propertiesOf(text);
  const known = fields.data?.events ?? [];
  const send = useMutation({
    mutationFn: (properties: Record<string, Json>) => sendEvent(contact.external_id, name.trim(), properties, key),
    onSuccess: async ({ enrolments }) => {
      const look = () => queries.invalidateQueries({ queryKey: ["contacts", "one", contact.external_id] });
      await look();
      // Who entered is on the way now: what came of it is there a moment later.
      if (enrolments.length > 0) setTimeout(() => void look(), LOOK_AGAIN);
      onClose();
      notify({
        tone: "good",
        message:
          enrolments.length === 0
            ? `${name.trim()} was recorded. No live journey starts with it for ${nameOf(contact)}.`
            : `${name.trim()} was recorded: ${nameOf(contact)} entered ${plural(enrolments.length, "journey")}.`,
      });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (read.properties !== null && name.trim() !== "") send.mutate(read.properties);
  };
  return (
    <Modal opened onClose={onClose} title={`Record an event for ${nameOf(contact)}`} size={520}>
      <form onSubmit={submit} className={classes["form"]}>
        <Autocomplete
          size="xs"
          label="Event"
          placeholder="webinar.registered"
          data={known.map((event) => event.name)}
          value={name}
          onChange={setName}
          onOptionSubmit={(chosen) => {
            const properties = known.find((event) => event.name === chosen)?.properties ?? [];
            if (text.trim() === "") setText(propertyLines(properties, new Date()));
          }}
          required
        />
        <Textarea
          label="Properties"
          description="One per line, as name: value."
          placeholder={"webinar_id: w7\nstarts_at: 2026-12-01T18:00:00Z"}
          autosize
          minRows={4}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={read.problem}
        />
        <Refusal error={send.error} title="The event was rejected" />
        <div className={classes["actions"]}>
          <Button variant="default" size="xs" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="xs" loading={send.isPending} disabled={read.properties === null || name.trim() === ""}>
            Record event
          </Button>
        </div>
      </form>
    </Modal>
  );
}
