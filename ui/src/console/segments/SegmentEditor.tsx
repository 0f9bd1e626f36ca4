import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { contactsWhere, countWhere, createSegment, deleteSegment, saveSegment, type Segment } from "~/api/contacts/segments";
import { loadFields } from "~/api/contacts/fields";
import type { Condition } from "~/api/types";
import { completedCondition } from "~/journey/conditions/rules";
import { ConditionEditor } from "~/journey/conditionEditor/ConditionEditor";
import { conditionFields } from "~/journey/fields/fields";
import { confirm } from "~/shared/feedback/confirm";
import { capital, count, joined, percent, plural } from "~/shared/format";
import { FailedState, LoadingState } from "~/shared/feedback/states";
import { notify } from "~/shared/feedback/notify";
import { EditorActions, EditorPage } from "../parts/pages/EditorPage";
import { useLeaveGuard } from "../parts/pages/useLeaveGuard";
import { Badge } from "../parts/states/Badge";
import { Refusal } from "../parts/states/Refusal";
import { consentLabel, nameOf } from "../parts/words";
import classes from "./Segments.module.css";

/** Draws a segment, and counts who is in it meanwhile. */
export function SegmentEditor({ segment }: { segment: Segment | null }) {
  const before = completedCondition(segment?.condition);
  const [name, setName] = useState(segment?.name ?? "");
  const [condition, setCondition] = useState<Condition>(before);
  const [done, setDone] = useState(false);
  const fields = useQuery({ queryKey: ["fields"], queryFn: loadFields, staleTime: 30_000 });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const changed =
    !done && (name !== (segment?.name ?? "") || JSON.stringify(condition) !== JSON.stringify(before));
  useLeaveGuard(changed, "Your changes to this segment would be lost.");
  const leave = async (message: string) => {
    setDone(true);
    await Promise.all([queries.invalidateQueries({ queryKey: ["segments"] }), queries.invalidateQueries({ queryKey: ["fields"] })]);
    notify({ tone: "good", message });
    await navigate({ to: "/segments", ignoreBlocker: true });
  };
  const save = useMutation({
    mutationFn: () => (segment === null ? createSegment(name.trim(), condition) : saveSegment(segment.id, name.trim(), condition)),
    onSuccess: (saved) => leave(`${saved.name} is saved. Journeys that use it follow the new conditions from now on.`),
  });
  const drop = useMutation({
    mutationFn: () => deleteSegment(segment?.id ?? ""),
    onSuccess: () => leave(`${segment?.name ?? "The segment"} is deleted.`),
  });
  const submit = () => {
    if (name.trim() !== "") save.mutate();
  };
  const ask = async () => {
    const yes = await confirm({ title: `Delete ${segment?.name ?? ""}?`, body: "Only the segment is deleted. Its contacts stay.", confirm: "Delete", danger: true });
    if (yes) drop.mutate();
  };
  const title = segment?.name ?? "New segment";
  return (
    <EditorPage
      title={title}
      list={{ to: "/segments", label: "Segments" }}
      about={segment !== null && segment.used_by.length > 0 ? `used by ${joined(segment.used_by)}` : undefined}
      side={<Reach condition={condition} />}
      width="narrow"
      onSubmit={submit}
    >
      <TextInput label="Name" placeholder="Pro customers who click" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} required />
      <div>
        <span className={classes["label"]}>Contacts who match</span>
        {fields.data !== undefined && (
          <ConditionEditor
            label="Contacts who match"
            value={condition}
            groups={conditionFields(fields.data, null, { of: "audience" }).map((group) => ({
              ...group,
              fields: group.fields.filter((field) => field.name !== `segment.${segment?.id}`),
            }))}
            onChange={setCondition}
          />
        )}
        {fields.isPending && <LoadingState label="Loading fields" />}
        {fields.isError && <FailedState error={fields.error} retry={() => void fields.refetch()} />}
      </div>
      <Refusal error={save.error ?? drop.error} title={save.error ? "The segment wasn't saved" : "The segment wasn't deleted"} />
      <EditorActions>
        <Button type="submit" size="xs" disabled={name.trim() === "" || (segment !== null && !changed)} loading={save.isPending}>
          Save
        </Button>
        {segment !== null && (
          <Button variant="subtle" color="red" size="xs" loading={drop.isPending} onClick={() => void ask()}>
            Delete
          </Button>
        )}
      </EditorActions>
    </EditorPage>
  );
}

/** Who is in it, while it is being drawn. */
function Reach({ condition }: { condition: Condition }) {
  const [settled] = useDebouncedValue(condition, 350);
  const number = useQuery({
    queryKey: ["segments", "where", "count", settled],
    queryFn: ({ signal }) => countWhere(settled, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const some = useQuery({
    queryKey: ["segments", "where", "contacts", settled],
    queryFn: ({ signal }) => contactsWhere(settled, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <aside className={classes["reach"]} aria-label="Members">
      {number.isError ? (
        <p className={classes["said"]}>{capital(number.error.message)}</p>
      ) : (
        <p role="status">
          <b className="tabular">{number.data === undefined ? "…" : `${number.data.exact ? "" : "about "}${count(number.data.count)}`}</b>
          <span>
            {number.data === undefined
              ? "counting"
              : `of ${plural(number.data.of, "contact")}, ${percent(number.data.count, number.data.of)}`}
          </span>
        </p>
      )}
      {!number.isError && some.data !== undefined && some.data.items.length > 0 && (
        <>
          <h2>Newest members</h2>
          <ul>
            {some.data.items.map((contact) => {
              const label = consentLabel(contact.consent.sms);
              return (
                <li key={contact.external_id}>
                  <Link to="/contacts/$externalId" params={{ externalId: contact.external_id }}>
                    {nameOf(contact)}
                  </Link>
                  <Badge tone={label.tone}>{label.words}</Badge>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </aside>
  );
}
