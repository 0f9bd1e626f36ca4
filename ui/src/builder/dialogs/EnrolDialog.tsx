import { Button, Modal, MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { searchContacts } from "~/api/contacts/contacts";
import { enrol } from "~/api/journeys/journeys";
import { contactName } from "~/journey/message/MessagePreview";
import { notify } from "~/shared/feedback/notify";
import { plural } from "~/shared/format";
import { useBench, useWorkbench } from "../workbench/useWorkbench";
import { useJourney } from "../workbench/useJourney";
import classes from "./Dialogs.module.css";

/** Adds contacts to a journey that people enter by hand. */
export function EnrolDialog() {
  const bench = useWorkbench();
  const open = useBench((state) => state.dialog === "enrol");
  return (
    <Modal opened={open} onClose={() => bench.close()} title="Add contacts by hand">
      {open && <Enrol />}
    </Modal>
  );
}

function Enrol() {
  const bench = useWorkbench();
  const journey = useJourney();
  const [key] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState<string[]>([]);
  const [labels, setLabels] = useState<Record<string, string>>({});
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 250);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const contacts = useQuery({
    queryKey: ["contacts", "choice", settled],
    queryFn: () => searchContacts(settled),
    placeholderData: keepPreviousData,
  });
  const offered = (contacts.data?.items ?? []).map((contact) => ({ value: contact.external_id, label: `${contactName(contact)} · ${contact.external_id}` }));
  const kept = chosen.filter((id) => !offered.some((option) => option.value === id)).map((id) => ({ value: id, label: labels[id] ?? id }));

  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { enrolled } = await enrol(journey.id, chosen, key);
      bench.close();
      bench.open("watch");
      notify({ tone: "good", message: `${plural(enrolled, "contact")} enrolled.` });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "That didn't work.");
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={classes["stack"]}>
      <MultiSelect
        label="Contacts"
        data={[...kept, ...offered]}
        value={chosen}
        searchable
        searchValue={search}
        onSearchChange={setSearch}
        filter={({ options }) => options}
        nothingFoundMessage="No such contact"
        onChange={(ids) => {
          setLabels({ ...labels, ...Object.fromEntries(offered.map((option) => [option.value, option.label])) });
          setChosen(ids);
        }}
        data-autofocus
      />
      {journey.version === null && <p>Publish first: contacts go through the published version.</p>}
      {problem !== null && <p role="alert">{problem}</p>}
      <div className={classes["actions"]}>
        <Button size="xs" loading={busy} disabled={chosen.length === 0 || journey.version === null} onClick={go}>
          Add to journey
        </Button>
      </div>
    </div>
  );
}
