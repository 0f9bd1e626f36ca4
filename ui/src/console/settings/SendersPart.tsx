import { Autocomplete, Button, Modal, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Account, listSenders, saveSender } from "~/api/account/account";
import type { Sender } from "~/api/types";
import { secondsWords } from "~/journey/time/duration";
import { count } from "~/shared/format";
import { FailedState } from "~/shared/feedback/states";
import { notify } from "~/shared/feedback/notify";
import { type Column, Listing, ListingSkeleton, RowButton, Second } from "../parts/lists/Listing";
import { Refusal } from "../parts/states/Refusal";
import { countries } from "../parts/pickers/places";
import { Part } from "./form/Part";
import classes from "./form/Settings.module.css";
import { useSettings } from "./form/useSettings";

/** Where texts come from, and how fast. */
export function SendersPart({ account }: { account: Account }) {
  const [open, setOpen] = useState<Sender | "new" | null>(null);
  const senders = useQuery({ queryKey: ["senders"], queryFn: listSenders });
  const draft = useSettings(account, ["sender"]);
  return (
    <>
      <div className={classes["part"]}>
        <h2>Senders</h2>
        <p className={classes["intro"]}>
          Where your texts come from. The sandbox is there from the start: its phones are inside Postroad, and nothing reaches a real phone.
        </p>
        {senders.isPending && <ListingSkeleton label="Loading senders" rows={2} />}
        {senders.isError && <FailedState error={senders.error} retry={() => void senders.refetch()} />}
        {senders.data !== undefined && <Listing label="Senders" columns={columnsWith(setOpen)} rows={senders.data} keyOf={(sender) => sender.id} />}
        <div className={classes["foot"]}>
          <Button size="xs" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setOpen("new")}>
            Add a sender
          </Button>
        </div>
      </div>
      {senders.data !== undefined && senders.data.length > 1 && (
        <Part title="Default sender" intro="For send steps that don't name one." draft={draft}>
          <Select
            aria-label="Default sender"
            data={senders.data.map((sender) => sender.id)}
            value={draft.value.sender}
            onChange={(sender) => draft.set({ sender: sender ?? "sandbox" })}
          />
        </Part>
      )}
      {open !== null && <SenderDialog sender={open === "new" ? null : open} taken={(senders.data ?? []).map((sender) => sender.id)} onClose={() => setOpen(null)} />}
    </>
  );
}

const columnsWith = (open: (sender: Sender) => void): Column<Sender>[] => [
  {
    name: "Sender",
    cell: (sender) => (
      <>
        <RowButton onClick={() => open(sender)}>{sender.id}</RowButton>
        <Second>{sender.carrier === "sandbox" ? "Virtual phones" : sender.carrier}</Second>
      </>
    ),
  },
  { name: "Number or name", cell: (sender) => sender.number ?? "–" },
  { name: "Countries", wide: true, cell: (sender) => (sender.countries === null ? "All" : sender.countries.join(", ")) },
  { name: "Segments per second", kind: "number", cell: (sender) => (sender.rate === null ? "No limit" : count(sender.rate)) },
];

function SenderDialog({ sender, taken, onClose }: { sender: Sender | null; taken: readonly string[]; onClose: () => void }) {
  const [id, setId] = useState(sender?.id ?? "");
  const [carrier, setCarrier] = useState(sender?.carrier ?? "sandbox");
  const [number, setNumber] = useState(sender?.number ?? "");
  const [rate, setRate] = useState<number | "">(sender?.rate ?? "");
  const [served, setServed] = useState<string[]>(sender?.countries ?? []);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      saveSender(sender?.id ?? id.trim(), {
        carrier: carrier.trim(),
        number: number.trim() === "" ? null : number.trim(),
        rate: rate === "" ? null : rate,
        countries: served.length === 0 ? null : served,
      }),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ["senders"] });
      onClose();
      notify({ tone: "good", message: `${saved.id} is saved.` });
    },
  });
  const wrong =
    sender !== null || id.trim() === ""
      ? null
      : !/^[A-Za-z0-9_-]{1,60}$/.test(id.trim())
        ? "Letters, digits, - and _ only."
        : taken.includes(id.trim())
          ? "A sender with that name already exists."
          : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong === null && (sender !== null || id.trim() !== "")) save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={sender === null ? "Add a sender" : `Edit ${sender.id}`} size={480}>
      <form onSubmit={submit} className={classes["dialog"]}>
        {sender === null && (
          <TextInput label="Name" description="The name used in steps." placeholder="us-marketing" value={id} onChange={(event) => setId(event.currentTarget.value)} error={wrong} required data-autofocus />
        )}
        <Autocomplete
          size="xs"
          label="Carrier"
          description="sandbox, or one set up on the server."
          data={["sandbox", "twilio"]}
          value={carrier}
          onChange={setCarrier}
          required
        />
        <TextInput
          label="Number or name"
          description="For example +12125550100, a short code, or a name of up to 11 letters."
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <NumberInput
          label="Segments per second"
          description={rate === "" || rate <= 0 ? "Empty: no limit. A US long code sends 1, a short code 100." : `14,000 texts of one segment take ${secondsWords(14_000 / rate)}.`}
          min={0.01}
          max={100_000}
          value={rate}
          onChange={(value) => setRate(value === "" ? "" : Number(value))}
        />
        <MultiSelect
          label="Countries it texts"
          description="If none are selected, all countries."
          data={countries()}
          value={served}
          onChange={setServed}
          searchable
          clearable
          limit={60}
          clearButtonProps={{ "aria-label": "All countries" }}
        />
        {sender !== null && sender.number !== null && (
          <p className={classes["card"]}>
            People who save your{" "}
            <a href={`/card/${encodeURIComponent(sender.id)}.vcf`} download>
              contact card
            </a>{" "}
            see who is texting. You can share its address; no key is needed.
          </p>
        )}
        <Refusal error={save.error} title="The sender wasn't saved" />
        <div className={classes["actions"]}>
          <Button variant="default" size="xs" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="xs" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
