import { ActionIcon, Button, Select, Tabs, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { archiveLibraryMessage, createLibraryMessage, type LibraryKind, type LibraryMessage, type LibraryText, listLibraryVersions, saveLibraryMessage } from "~/api/messages/library";
import { loadFields } from "~/api/contacts/fields";
import { mergeFields } from "~/journey/fields/fields";
import { MergeTextarea } from "~/journey/message/MergeTextarea";
import { MessagePreview } from "~/journey/message/MessagePreview";
import { accountQuery, useAccountZone } from "~/shared/account";
import { confirm } from "~/shared/feedback/confirm";
import { plural } from "~/shared/format";
import { notify } from "~/shared/feedback/notify";
import { When } from "~/shared/time/When";
import { Columns, EditorActions, EditorPage } from "../parts/pages/EditorPage";
import { useLeaveGuard } from "../parts/pages/useLeaveGuard";
import { Refusal } from "../parts/states/Refusal";
import { languageName, languages } from "../parts/pickers/places";
import classes from "./Library.module.css";

/** Writes a message of the library: one text for each language, and how it looks on a phone. */
export function LibraryEditor({ message }: { message: LibraryMessage | null }) {
  const account = useQuery(accountQuery);
  const first = message?.fallback ?? account.data?.language ?? "en";
  const [name, setName] = useState(message?.name ?? "");
  const [kind, setKind] = useState<LibraryKind>(message?.kind ?? "message");
  const [fallback, setFallback] = useState(first);
  const [texts, setTexts] = useState<Record<string, string>>(message?.texts ?? { [first]: "" });
  const [language, setLanguage] = useState(first);
  const [done, setDone] = useState(false);
  const fields = useQuery({ queryKey: ["fields"], queryFn: loadFields, staleTime: 30_000 });
  const navigate = useNavigate();
  const queries = useQueryClient();

  const now: LibraryText = { name: name.trim(), texts, fallback };
  const before: LibraryText = { name: message?.name ?? "", texts: message?.texts ?? { [first]: "" }, fallback: first };
  const changed = !done && JSON.stringify(now) !== JSON.stringify(before);
  const empty = Object.entries(texts).find(([, text]) => text.trim() === "")?.[0];
  useLeaveGuard(changed, "Your changes would be lost.");
  const save = useMutation({
    mutationFn: () => (message === null ? createLibraryMessage(kind, now) : saveLibraryMessage(message.id, now)),
    onSuccess: async (saved) => {
      setDone(true);
      queries.setQueryData(["library", "one", saved.id], saved);
      await queries.invalidateQueries({ queryKey: ["library", "list"] });
      const behind = saved.used_by.filter((use) => !use.newest).length;
      notify({
        tone: "good",
        message:
          behind === 0
            ? `${saved.name} is saved as version ${saved.version}.`
            : `${saved.name} is saved as version ${saved.version}. ${plural(behind, "journey keeps", "journeys keep")} using an earlier version until published again.`,
      });
      await navigate({ to: "/library", search: { message: saved.id }, replace: true, ignoreBlocker: true });
    },
  });
  const drop = useMutation({
    mutationFn: () => archiveLibraryMessage(message?.id ?? ""),
    onSuccess: async () => {
      setDone(true);
      await queries.invalidateQueries({ queryKey: ["library"] });
      notify({ tone: "good", message: `${message?.name ?? "The message"} was archived.` });
      await navigate({ to: "/library", ignoreBlocker: true });
    },
  });
  const submit = () => {
    if (name.trim() !== "" && empty === undefined) save.mutate();
  };
  const ask = async () => {
    const yes = await confirm({
      title: `Take ${message?.name ?? ""} from the library?`,
      body: "Journeys published with it keep sending it. You'll find it under Archived.",
      confirm: "Archive it",
    });
    if (yes) drop.mutate();
  };
  const add = (code: string) => {
    setTexts({ ...texts, [code]: "" });
    setLanguage(code);
  };
  const remove = (code: string) => {
    const { [code]: _, ...others } = texts;
    setTexts(others);
    setLanguage(fallback);
  };
  const title = message?.name ?? "New message";
  return (
    <EditorPage
      title={title}
      list={{ to: "/library", label: "Library" }}
      about={message === null ? undefined : `version ${message.version}`}
      side={<MessagePreview body={texts[language] ?? ""} clause={kind === "message"} onReplace={(body) => setTexts({ ...texts, [language]: body })} />}
      width="narrow"
      onSubmit={submit}
    >
      <TextInput label="Name" placeholder="Welcome" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} required />
      {message === null && (
        <Select
          label="Used for"
          data={[
            { value: "message", label: "Sent by journeys" },
            { value: "quick_response", label: "Answering replies" },
          ]}
          value={kind}
          onChange={(value) => setKind((value ?? "message") as LibraryKind)}
        />
      )}
      <Tabs value={language} onChange={(value) => value !== null && setLanguage(value)}>
        <Tabs.List aria-label="Languages">
          {Object.keys(texts).map((code) => (
            <Tabs.Tab key={code} value={code}>
              {languageName(code)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(texts).map(([code, text]) => (
          <Tabs.Panel key={code} value={code} pt="sm">
            <div className={classes["text"]}>
              <MergeTextarea
                label={`Text in ${languageName(code)}`}
                value={text}
                fields={fields.data ? mergeFields(fields.data, null) : []}
                onChange={(next) => setTexts({ ...texts, [code]: next })}
                minRows={5}
              />
              {code !== fallback && (
                <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${languageName(code)}`} onClick={() => remove(code)}>
                  <IconTrash size={15} />
                </ActionIcon>
              )}
            </div>
          </Tabs.Panel>
        ))}
      </Tabs>
      <Columns>
        <Select
          key={Object.keys(texts).length}
          label="Add a language"
          placeholder="Choose"
          data={languages().filter((choice) => !(choice.value in texts))}
          value={null}
          searchable
          onChange={(code) => code !== null && add(code)}
        />
        <Select
          label="Default"
          description="For contacts whose language has no text."
          inputWrapperOrder={["label", "input", "description", "error"]}
          data={Object.keys(texts).map((code) => ({ value: code, label: languageName(code) }))}
          value={fallback}
          onChange={(code) => code !== null && setFallback(code)}
        />
      </Columns>
      <Refusal error={save.error ?? drop.error} title="The message wasn't saved" />
      <EditorActions hint={empty !== undefined && name.trim() !== "" ? `The text in ${languageName(empty)} is empty.` : null}>
        <Button type="submit" size="xs" disabled={name.trim() === "" || empty !== undefined || (message !== null && !changed)} loading={save.isPending}>
          {message === null ? "Save" : "Save as a new version"}
        </Button>
        {message !== null && message.archived_at === null && (
          <Button variant="subtle" color="gray" size="xs" loading={drop.isPending} onClick={() => void ask()}>
            Archive
          </Button>
        )}
      </EditorActions>
      {message !== null && <Uses message={message} />}
      {message !== null && <Versions message={message} onUse={(version) => {
        setTexts(version.texts);
        setFallback(version.fallback);
        setLanguage(version.fallback);
      }} />}
    </EditorPage>
  );
}

function Uses({ message }: { message: LibraryMessage }) {
  if (message.used_by.length === 0) return null;
  return (
    <section className={classes["more"]}>
      <h2>Sent by</h2>
      <ul>
        {message.used_by.map((use) => (
          <li key={`${use.journey} ${use.node_id}`}>
            <Link to="/journeys/$id" params={{ id: use.journey }}>
              {use.name}
            </Link>
            <span>{use.newest ? "the current version" : `version ${use.version}; publish the journey again to send the newest`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Versions({ message, onUse }: { message: LibraryMessage; onUse: (version: LibraryText) => void }) {
  const zone = useAccountZone();
  const versions = useQuery({ queryKey: ["library", "versions", message.id, message.version], queryFn: () => listLibraryVersions(message.id) });
  const earlier = (versions.data ?? []).filter((version) => version.version !== message.version);
  if (earlier.length === 0) return null;
  return (
    <section className={classes["more"]}>
      <h2>Earlier versions</h2>
      <ul>
        {earlier.map((version) => (
          <li key={version.version}>
            <span className={classes["excerpt"]}>{version.texts[version.fallback]}</span>
            <span>
              Version {version.version}, <When at={version.created_at} zone={zone} />
            </span>
            <Button size="compact-xs" variant="default" onClick={() => onUse({ name: message.name, texts: version.texts, fallback: version.fallback })}>
              Use this text
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
