import { ActionIcon, Select, TagsInput, Textarea } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { ByLanguage } from "~/api/account/account";
import { languageName, languages } from "~/console/parts/pickers/places";
import { Group } from "./Part";
import classes from "./Settings.module.css";

interface Props<T> {
  title: string;
  /** What its fields are called when the title alone does not say it. */
  name?: string;
  hint?: ReactNode;
  value: ByLanguage<T>;
  onChange: (value: ByLanguage<T>) => void;
}

/** One text per language. */
export function LanguageTexts({ placeholder, ...props }: Props<string> & { placeholder: string }) {
  return (
    <ByLanguages {...props} fresh="">
      {(language, text, change) => (
        <Textarea
          aria-label={`${props.name ?? props.title}, ${languageName(language)}`}
          autosize
          minRows={2}
          maxLength={1600}
          placeholder={placeholder}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
    </ByLanguages>
  );
}

/** Some words per language. */
export function LanguageWords(props: Props<string[]>) {
  return (
    <ByLanguages {...props} fresh={[]}>
      {(language, list, change) => (
        <TagsInput
          aria-label={`${props.name ?? props.title}, ${languageName(language)}`}
          placeholder={list.length === 0 ? "Type a word and press Enter" : ""}
          value={list}
          onChange={change}
        />
      )}
    </ByLanguages>
  );
}

function ByLanguages<T>({
  title,
  name = title,
  hint,
  value,
  onChange,
  fresh,
  children,
}: Props<T> & { fresh: T; children: (language: string, value: T, change: (value: T) => void) => ReactNode }) {
  const [round, setRound] = useState(0);
  const used = Object.keys(value);
  return (
    <Group title={title} hint={hint}>
      {Object.entries(value).map(([language, each]) => (
        <div key={language} className={classes["language"]}>
          <span>{languageName(language)}</span>
          {children(language, each, (next) => onChange({ ...value, [language]: next }))}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${name}: remove ${languageName(language)}`}
            onClick={() => {
              const { [language]: _, ...others } = value;
              onChange(others);
            }}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      <Select
        key={round}
        className={classes["add"] ?? ""}
        aria-label={`${name}: add a language`}
        placeholder="Add a language"
        data={languages().filter((choice) => !used.includes(choice.value))}
        searchable
        value={null}
        onChange={(language) => {
          if (language === null) return;
          onChange({ ...value, [language]: fresh });
          setRound(round + 1);
        }}
      />
    </Group>
  );
}
