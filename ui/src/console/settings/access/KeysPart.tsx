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
        Create one per program, so you can revoke it without affecting the others. Consent changes a program makes are recorded under its key's name.
      </p>
      <form onSubmit={submit} className={classes["newKey"]}>
        <TextInput label="Which program is it for?" placeholder="web shop" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" size="xs" disabled={name.trim() === ""} loading={create.isPending}>
          Create a key
        </Button>
      </form>
      <Refusal error={create.error} title="The key wasn't created" />
      {keys.isPending && <ListingSkeleton label="Loading keys" rows={2} />}
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
    cell: (key) => (key.revoked_at === null ? <Badge tone="good">Active</Badge> : <Badge tone="plain">Revoked</Badge>),
  },
  { name: "Actions", quiet: true, kind: "tight", cell: (key) => (key.revoked_at === null ? <Revoke apiKey={key} /> : null) },
];

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["api-keys"] });
      notify({ tone: "good", message: `The key for ${apiKey.name} is revoked.` });
    },
    onError: notifyFailure,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Revoke the key for ${apiKey.name}?`,
      body: "Calls with it are rejected within two seconds. This can't be undone; the program will need a new key.",
      confirm: "Revoke it",
      danger: true,
    });
    if (yes) revoke.mutate();
  };
  return (
    <Button variant="default" size="compact-xs" loading={revoke.isPending} onClick={() => void ask()} aria-label={`Revoke the key for ${apiKey.name}`}>
      Revoke
    </Button>
  );
}

/** The key's text, which nobody can look up later. */
function Once({ name, text, onClose }: { name: string; text: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={`Key for ${name}`} size={520} closeOnClickOutside={false}>
      <p className={classes["said"]}>Copy it now. It's shown only once, and anyone who has it can do everything here.</p>
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
          I've saved it
        </Button>
      </div>
    </Modal>
  );
}
