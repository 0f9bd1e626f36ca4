import { ActionIcon, Button, Modal, Select, TagsInput, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type ClaimKept, checkPhone, saveContact } from "~/api/contacts/contacts";
import type { ConsentState, Contact } from "~/api/types";
import { notify } from "~/shared/feedback/notify";
import { Refusal } from "~/console/parts/states/Refusal";
import { countries, languages, timeZones, withCurrent } from "~/console/parts/pickers/places";
import { nameOf } from "~/console/parts/words";
import { type AttributeRow, changeOf, type ConsentForm, type ContactForm, formOf, formProblems, withAttribute } from "./contactForm";
import classes from "./ContactDialog.module.css";

/** Creates a contact, or changes one. */
export function ContactDialog({ contact, onClose }: { contact: Contact | null; onClose: () => void }) {
  const [form, setForm] = useState(() => formOf(contact));
  const [tried, setTried] = useState(false);
  const [unchanged, setUnchanged] = useState<ClaimKept[]>([]);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const fresh = contact === null;
  const problems = tried ? formProblems(form, fresh) : new Map<string, string>();
  const set = (part: Partial<ContactForm>) => setForm((now) => ({ ...now, ...part }));

  const save = useMutation({
    mutationFn: () => saveContact(form.external_id.trim(), changeOf(contact, form)),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ["contacts"] });
      if (saved.consent_kept !== undefined && saved.consent_kept.length > 0) {
        setUnchanged(saved.consent_kept);
        return;
      }
      onClose();
      notify({ tone: "good", message: fresh ? `${nameOf(saved)} was added to your contacts.` : "Saved." });
      if (fresh) void navigate({ to: "/contacts/$externalId", params: { externalId: saved.external_id } });
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (formProblems(form, fresh).size === 0) save.mutate();
  };

  return (
    <Modal opened onClose={onClose} title={fresh ? "New contact" : `Edit ${nameOf(contact)}`} size={620}>
      {unchanged.length > 0 ? (
        <div className={classes["form"]}>
          <p className={classes["said"]}>The contact was saved, but not every consent change was applied:</p>
          <ul className={classes["said"]}>
            {unchanged.map((claim) => (
              <li key={claim.channel + claim.reason}>{claim.sentence}</li>
            ))}
          </ul>
          <div className={classes["actions"]}>
            <Button size="xs" onClick={onClose} data-autofocus>
              Close
            </Button>
          </div>
        </div>
      ) : (
        <form onSubmit={submit} className={classes["form"]} noValidate>
          <div className={classes["two"]}>
            {fresh && (
              <TextInput
                className={classes["whole"] ?? ""}
                label="Id"
                description="Your own ID, such as a customer number. It can't be changed later."
                value={form.external_id}
                onChange={(event) => set({ external_id: event.currentTarget.value })}
                error={problems.get("external_id")}
                required
                data-autofocus
              />
            )}
            <TextInput label="First name" value={form.first_name} onChange={(event) => set({ first_name: event.currentTarget.value })} />
            <TextInput label="Last name" value={form.last_name} onChange={(event) => set({ last_name: event.currentTarget.value })} />
            <PhoneField form={form} set={set} />
            <TextInput label="E-mail" type="email" value={form.email} onChange={(event) => set({ email: event.currentTarget.value })} />
            <Select
              label="Country"
              data={withCurrent(countries(), form.country)}
              value={form.country || null}
              onChange={(value) => set({ country: value ?? "" })}
              searchable
              clearable
              clearButtonProps={{ "aria-label": "Clear the country" }}
            />
            <Select
              label="Time zone"
              inputWrapperOrder={BELOW}
              description="If empty: from the number, or the journey's."
              data={withCurrent(timeZones().map((zone) => ({ value: zone, label: zone })), form.timezone)}
              value={form.timezone || null}
              onChange={(value) => set({ timezone: value ?? "" })}
              searchable
              clearable
              limit={60}
              clearButtonProps={{ "aria-label": "Clear the time zone" }}
            />
            <Select
              label="Language"
              data={withCurrent(languages(), form.language)}
              value={form.language || null}
              onChange={(value) => set({ language: value ?? "" })}
              searchable
              clearable
              clearButtonProps={{ "aria-label": "Clear the language" }}
            />
            <TagsInput label="Tags" value={form.tags} onChange={(tags) => set({ tags })} placeholder={form.tags.length === 0 ? "Type and press Enter" : ""} />
          </div>
          <Attributes form={form} set={set} problem={problems.get("attributes")} />
          <Consent
            legend="Text messages"
            state={contact?.consent.sms ?? "unknown"}
            value={form.sms}
            onChange={(sms) => set({ sms })}
            problem={problems.get("sms")}
            agreed="They agreed to get texts"
            stopped="They asked not to get texts"
            onlyThem="This number is opted out: it replied STOP or was imported as opted out. Only a START from that phone can undo it."
          />
          <Consent
            legend="E-mail"
            state={contact?.consent.email ?? "unknown"}
            value={form.email_consent}
            onChange={(email_consent) => set({ email_consent })}
            problem={problems.get("email_consent")}
            agreed="They agreed to e-mail"
            stopped="They asked not to get e-mail"
            onlyThem="They unsubscribed. Only they can undo it."
          />
          <Refusal error={save.error} title="The contact wasn't saved" />
          <div className={classes["actions"]}>
            <Button variant="default" size="xs" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" size="xs" loading={save.isPending}>
              {fresh ? "Create contact" : "Save"}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** Descriptions below, so that fields beside each other stand in line. */
const BELOW: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

interface Part {
  form: ContactForm;
  set: (part: Partial<ContactForm>) => void;
}

/** The phone as it was submitted, and what Postroad makes of it while it is typed. */
function PhoneField({ form, set }: Part) {
  const [typed] = useDebouncedValue(form.phone.trim(), 300);
  const check = useQuery({
    queryKey: ["phone-check", typed, form.country],
    queryFn: ({ signal }) => checkPhone(typed, form.country || null, signal),
    enabled: typed.length > 2,
    staleTime: Infinity,
    retry: false,
  });
  const checked = typed === form.phone.trim() && typed.length > 2 ? check.data : undefined;
  return (
    <TextInput
      label="Phone"
      type="tel"
      inputWrapperOrder={BELOW}
      value={form.phone}
      onChange={(event) => set({ phone: event.currentTarget.value })}
      description={
        checked === undefined
          ? "Include + and the country code, or choose the country."
          : checked.problem === null
            ? `Texts go to ${checked.e164 ?? form.phone}.`
            : (checked.sentence ?? "This number can't be texted.")
      }
    />
  );
}

function Attributes({ form, set, problem }: Part & { problem: string | undefined }) {
  const change = (id: number, part: Partial<AttributeRow>) =>
    set({ attributes: form.attributes.map((row) => (row.id === id ? { ...row, ...part } : row)) });
  return (
    <fieldset className={classes["group"]}>
      <legend>Attributes</legend>
      {form.attributes.map((row, index) => (
        <div key={row.id} className={classes["attribute"]}>
          <TextInput aria-label={`Attribute ${index + 1}: name`} placeholder="plan" value={row.name} onChange={(event) => change(row.id, { name: event.currentTarget.value })} />
          <TextInput
            aria-label={`Attribute ${index + 1}: value`}
            placeholder="pro"
            value={row.text}
            onChange={(event) => change(row.id, { text: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove attribute ${row.name === "" ? index + 1 : row.name}`}
            onClick={() => set({ attributes: form.attributes.filter((other) => other.id !== row.id) })}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      {problem !== undefined && <p className={classes["problem"]}>{problem}</p>}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={13} aria-hidden />}
        onClick={() => set({ attributes: withAttribute(form.attributes) })}
      >
        Add an attribute
      </Button>
    </fieldset>
  );
}

function Consent({
  legend,
  state,
  value,
  onChange,
  problem,
  agreed,
  stopped,
  onlyThem,
}: {
  legend: string;
  state: ConsentState;
  value: ConsentForm;
  onChange: (value: ConsentForm) => void;
  problem: string | undefined;
  agreed: string;
  stopped: string;
  onlyThem: string;
}) {
  return (
    <fieldset className={classes["group"]}>
      <legend>{legend}</legend>
      {state === "opted_out" ? (
        <p className={classes["said"]}>{onlyThem}</p>
      ) : (
        <div className={classes["two"]}>
          <Select
            label="Permission"
            value={value.state}
            onChange={(next) => onChange({ ...value, state: (next ?? "keep") as ConsentForm["state"] })}
            data={[
              { value: "keep", label: state === "opted_in" ? "Already agreed; keep it" : "No change" },
              ...(state === "opted_in" ? [] : [{ value: "opted_in", label: agreed }]),
              { value: "opted_out", label: stopped },
            ]}
          />
          {value.state !== "keep" && (
            <TextInput
              label={value.state === "opted_in" ? "Where they agreed" : "Where they told you"}
              placeholder="web form 2026-03"
              value={value.source}
              onChange={(event) => onChange({ ...value, source: event.currentTarget.value })}
              required={value.state === "opted_in"}
              error={problem}
            />
          )}
        </div>
      )}
    </fieldset>
  );
}
