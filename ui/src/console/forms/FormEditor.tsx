import { Button, Checkbox, Group, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Account } from "~/api/account/account";
import { createForm, type FormSettings, type OptInForm, readFormWords, saveForm } from "~/api/contacts/forms";
import { confirm } from "~/shared/feedback/confirm";
import { notify } from "~/shared/feedback/notify";
import { Columns, EditorActions, EditorPage } from "../parts/pages/EditorPage";
import { useLeaveGuard } from "../parts/pages/useLeaveGuard";
import { Badge } from "../parts/states/Badge";
import { Refusal } from "../parts/states/Refusal";
import { languages, withCurrent } from "../parts/pickers/places";
import { draftOf, type FormDraft, freshDraft, problemOf, same, saved } from "./formDraft";
import { FormLook } from "./FormLook";
import classes from "./Forms.module.css";
import { Outcomes } from "./Outcomes";
import { Place } from "./Place";
import { Wordings } from "./Wordings";

const ASKS: { value: FormSettings["asks"][number]; label: string }[] = [
  { value: "first_name", label: "First name" },
  { value: "last_name", label: "Last name" },
  { value: "email", label: "E-mail" },
];

/** Writes an opt-in form, and shows it as people will see it. */
export function FormEditor({ form, account }: { form: OptInForm | null; account: Account | undefined }) {
  const [draft, setDraft] = useState<FormDraft>(() => (form === null ? freshDraft(account) : draftOf(form)));
  const [before] = useState(draft);
  const [done, setDone] = useState(false);
  const words = useQuery({
    queryKey: ["forms", "words", draft.settings.language],
    queryFn: () => readFormWords(draft.settings.language),
    staleTime: 60_000,
    placeholderData: (last) => last,
  });
  const navigate = useNavigate();
  const queries = useQueryClient();

  const { settings } = draft;
  const set = (change: Partial<FormSettings>) => setDraft({ ...draft, settings: { ...settings, ...change } });
  const changed = !done && !same(draft, form === null ? before : draftOf(form));
  const problem = problemOf(draft);
  const reworded = form !== null && saved(draft).wording !== form.wording;
  useLeaveGuard(changed, "Your changes would be lost.");
  const keep = async (stored: OptInForm, message: string) => {
    queries.setQueryData(["forms", "one", stored.id], stored);
    await queries.invalidateQueries({ queryKey: ["forms", "list"] });
    notify({ tone: "good", message });
  };
  const save = useMutation({
    mutationFn: () => (form === null ? createForm({ ...saved(draft), open: true }) : saveForm(form.id, { ...saved(draft), open: form.open })),
    onSuccess: async (stored) => {
      setDraft(draftOf(stored));
      if (form !== null) {
        return keep(stored, stored.wording_version === form.wording_version ? `${stored.name} is saved.` : `${stored.name} is saved. From now on people agree to version ${stored.wording_version}.`);
      }
      setDone(true);
      await keep(stored, `${stored.name} is open for sign-ups.`);
      return navigate({ to: "/forms", search: { form: stored.id }, replace: true, ignoreBlocker: true });
    },
  });
  const turn = useMutation({
    // What is being written stays as it is; only what is saved is opened or closed.
    mutationFn: (of: OptInForm) => saveForm(of.id, { ...draftOf(of), open: !of.open }),
    onSuccess: (stored) => keep(stored, stored.open ? `${stored.name} is open again.` : `${stored.name} is closed to sign-ups.`),
  });
  const close = async (of: OptInForm) => {
    const yes = await confirm({
      title: `Close ${of.name}?`,
      body: "Its page will say it's closed, and sign-ups from your site are rejected. People who signed up stay signed up. You can reopen it.",
      confirm: "Close the form",
      danger: true,
    });
    if (yes) turn.mutate(of);
  };
  const submit = () => {
    if (problem === null) save.mutate();
  };
  const title = form?.name ?? "New form";
  return (
    <EditorPage
      title={title}
      list={{ to: "/forms", label: "Forms" }}
      about={form === null ? undefined : form.open ? <Badge tone="good">Open</Badge> : <Badge tone="plain">Closed</Badge>}
      actions={
        form === null ? undefined : (
          <Button component="a" href={form.url} target="_blank" rel="noreferrer" size="xs" variant="default" leftSection={<IconExternalLink size={15} aria-hidden />}>
            Open the page
          </Button>
        )
      }
      side={
        <>
          <FormLook draft={saved(draft)} words={words.data} address={form?.url ?? null} />
          {form !== null && <Place form={form} />}
          {form !== null && <Outcomes form={form} />}
        </>
      }
      width="wide"
      onSubmit={submit}
    >
      <TextInput
        label="Name"
        description="Shown to you, and in the proof of consent."
        placeholder="Shop footer"
        maxLength={100}
        value={draft.name}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        required
      />
      <div>
        <Textarea
          label="What people agree to"
          description="Next to a checkbox: who will text them, what and how often, that rates may apply, and how to stop."
          autosize
          minRows={4}
          maxLength={5_000}
          value={draft.wording}
          onChange={(event) => setDraft({ ...draft, wording: event.currentTarget.value })}
          required
        />
        {reworded && (
          <p className={classes["note"]}>
            Saving this makes a new wording. People who agreed to version {form.wording_version} keep that one as proof.
          </p>
        )}
      </div>
      <Columns>
        <Select
          label="Language"
          description="Of the form, and of new contacts who use it."
          data={withCurrent(languages(), settings.language)}
          value={settings.language}
          onChange={(language) => set({ language: language ?? "en" })}
          searchable
        />
        <TagsInput
          label="Add tags"
          description="For example, where they signed up."
          value={settings.tags}
          onChange={(tags) => set({ tags })}
          maxTags={20}
          placeholder={settings.tags.length === 0 ? "Type and press Enter" : ""}
        />
      </Columns>
      <Checkbox.Group
        label="Also ask for"
        description="Optional for the person."
        value={settings.asks}
        onChange={(asks) => set({ asks: asks as FormSettings["asks"] })}
      >
        <Group gap="lg" mt={8}>
          {ASKS.map((field) => (
            <Checkbox key={field.value} size="xs" value={field.value} label={field.label} />
          ))}
        </Group>
      </Checkbox.Group>
      <fieldset className={classes["group"]}>
        <legend>After they submit</legend>
        <Switch
          label="Ask them to reply START"
          description={
            settings.double_opt_in
              ? "Double opt-in: nothing else is sent to the number until it replies START, so no one can sign up someone else."
              : "Off: typing a number opts it in, even if it belongs to someone else."
          }
          checked={settings.double_opt_in}
          onChange={(event) => set({ double_opt_in: event.currentTarget.checked })}
        />
        {settings.double_opt_in && (
          <Textarea
            label="Opt-in question"
            placeholder={words.data?.question ?? ""}
            autosize
            minRows={2}
            maxLength={320}
            value={settings.question ?? ""}
            onChange={(event) => set({ question: event.currentTarget.value })}
          />
        )}
        <Textarea
          label="Thank-you message"
          placeholder="Shown above what happens next"
          autosize
          minRows={1}
          maxLength={2_000}
          value={settings.thanks}
          onChange={(event) => set({ thanks: event.currentTarget.value })}
        />
      </fieldset>
      <fieldset className={classes["group"]}>
        <legend>Page text</legend>
        <TextInput label="Title" placeholder={words.data?.title ?? ""} maxLength={200} value={settings.title ?? ""} onChange={(event) => set({ title: event.currentTarget.value })} />
        <Textarea
          label="Introduction"
          placeholder="Why people should sign up"
          autosize
          minRows={1}
          maxLength={2_000}
          value={settings.intro}
          onChange={(event) => set({ intro: event.currentTarget.value })}
        />
        <Columns>
          <TextInput
            label="Phone field label"
            placeholder={words.data?.phone_label ?? ""}
            maxLength={100}
            value={settings.phone_label ?? ""}
            onChange={(event) => set({ phone_label: event.currentTarget.value })}
          />
          <TextInput label="Button" placeholder={words.data?.button ?? ""} maxLength={60} value={settings.button ?? ""} onChange={(event) => set({ button: event.currentTarget.value })} />
        </Columns>
      </fieldset>
      <Refusal error={save.error ?? turn.error} title="The form wasn't saved" />
      <EditorActions hint={changed ? problem : null}>
        <Button type="submit" size="xs" disabled={problem !== null || (form !== null && !changed)} loading={save.isPending}>
          {form === null ? "Save and open" : "Save"}
        </Button>
        {form !== null && changed && (
          <Button variant="subtle" color="gray" size="xs" onClick={() => setDraft(draftOf(form))}>
            Discard changes
          </Button>
        )}
        {form !== null && !changed && (
          <Button variant="subtle" color="gray" size="xs" loading={turn.isPending} onClick={() => (form.open ? void close(form) : turn.mutate(form))}>
            {form.open ? "Close the form" : "Reopen form"}
          </Button>
        )}
      </EditorActions>
      {form !== null && <Wordings form={form} onUse={(wording) => setDraft({ ...draft, wording })} />}
    </EditorPage>
  );
}
