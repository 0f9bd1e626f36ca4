import { Button, CopyButton, Modal, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type ApiKey, createKey, listKeys, revokeKey } from "~/api/account/account";
import { useAccountZone } from "~/shared/account";
import { confirm } from "~/shared/feedback/confirm";
import { EmptyState, FailedState } from "~/shared/feedback/states";
import { instantIn } from "~/shared/time/time";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { When } from "~/shared/time/When";
import { Badge } from "~/console/parts/states/Badge";
import { type Column, Listing, ListingSkeleton } from "~/console/parts/lists/Listing";
import { Refusal } from "~/console/parts/states/Refusal";
import classes from "../form/Settings.module.css";

/** Keys for programs that call the API. */
export function KeysPart() {
  const [name, setName] = useState("");
  const zone = useAccountZone();
  const queries = useQueryClient();
  const keys = useQuery({ queryKey: ["api-keys"], queryFn: listKeys });
  const create = useMutation({
    mutationFn: () => createKey(name.trim()),
    onSuccess: async () => {
      setName("");
      await queries.invalidateQueries({ queryKey: ["api-keys"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate();
  };
  return (
    <div className={classes["part"]}>
      <h2>API keys</h2>
      <p className={classes["intro"]}>
        One for each program, so that one can be taken back without the others. What a program does to consent is recorded
        under its key's name.
      </p>
      <form onSubmit={submit} className={classes["newKey"]}>
        <TextInput label="Which program is it for?" placeholder="web shop" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" size="xs" disabled={name.trim() === ""} loading={create.isPending}>
          Create a key
        </Button>
      </form>
      <Refusal error={create.error} title="The key was not made" />
      {keys.isPending && <ListingSkeleton label="Loading the keys" rows={2} />}
      {keys.isError && <FailedState error={keys.error} retry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <EmptyState icon={IconKey} title="No keys yet">
          A program sends events and contacts with a key of its own.
        </EmptyState>
      )}
      {keys.data !== undefined && keys.data.length > 0 && <Listing label="API keys" columns={columnsIn(zone)} rows={keys.data} keyOf={(key) => key.id} linked={false} />}
      {create.data !== undefined && <Once name={create.data.name} text={create.data.key} onClose={() => create.reset()} />}
    </div>
  );
}

const columnsIn = (zone: string): Column<ApiKey>[] => [
  { name: "Program", cell: (key) => key.name },
  { name: "Created", kind: "tight", wide: true, cell: (key) => <When at={key.created_at} zone={zone} show={instantIn} /> },
  {
    name: "State",
    kind: "tight",
    cell: (key) => (key.revoked_at === null ? <Badge tone="good">Works</Badge> : <Badge tone="plain">Taken back</Badge>),
  },
  { name: "Actions", quiet: true, kind: "tight", cell: (key) => (key.revoked_at === null ? <Revoke apiKey={key} /> : null) },
];

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["api-keys"] });
      notify({ tone: "good", message: `The key of ${apiKey.name} is taken back.` });
    },
    onError: notifyFailure,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Take the key of ${apiKey.name} back?`,
      body: "Calls with it are refused within two seconds. It can't be given back; the program will need a new one.",
      confirm: "Take it back",
      danger: true,
    });
    if (yes) revoke.mutate();
  };
  return (
    <Button variant="default" size="compact-xs" loading={revoke.isPending} onClick={() => void ask()} aria-label={`Take back the key of ${apiKey.name}`}>
      Take back
    </Button>
  );
}

/** The key's text, which nobody can look up later. */
function Once({ name, text, onClose }: { name: string; text: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={`The key of ${name}`} size={520} closeOnClickOutside={false}>
      <p className={classes["said"]}>Copy it now: it is shown this once. Whoever has it can do everything here.</p>
      <code className={classes["key"]}>{text}</code>
      <div className={classes["actions"]}>
        <CopyButton value={text} timeout={4_000}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />} onClick={copy} data-autofocus>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </Modal>
  );
}
