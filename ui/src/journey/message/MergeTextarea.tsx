import { Button, Input, Textarea } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Completing, complete, completing, insertField, matches } from "./merge";
import classes from "./MergeTextarea.module.css";

const SHOWN = 8;

/** A text with merge fields: `{{` offers those there are, and a button lists them. */
export function MergeTextarea({
  label,
  value,
  fields,
  onChange,
  disabled = false,
  error,
  placeholder,
  minRows = 4,
}: {
  label: string;
  value: string;
  fields: readonly string[];
  onChange: (value: string) => void;
  disabled?: boolean;
  error?: string | undefined;
  placeholder?: string;
  minRows?: number;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [at, setAt] = useState<Completing | null>(null);
  const [active, setActive] = useState(0);
  const [all, setAll] = useState(false);
  const id = useId();
  const offered = all ? fields : at ? matches(fields, at.query).slice(0, SHOWN) : [];
  const chosen = Math.min(active, Math.max(offered.length - 1, 0));

  const write = (text: string, cursor: number) => {
    // At once, not with the next frame: whoever types on meets the cursor where it belongs.
    flushSync(() => {
      onChange(text);
      setAt(null);
      setAll(false);
    });
    area.current?.focus();
    area.current?.setSelectionRange(cursor, cursor);
  };

  const pick = (field: string | undefined) => {
    if (field === undefined) return;
    if (at) {
      const { text, cursor } = complete(value, at, field);
      write(text, cursor);
    } else {
      const { selectionStart = value.length, selectionEnd = value.length } = area.current ?? {};
      const { text, cursor } = insertField(value, selectionStart, selectionEnd, field);
      write(text, cursor);
    }
  };

  const look = (element: HTMLTextAreaElement) => {
    const next = element.selectionStart === element.selectionEnd ? completing(element.value, element.selectionStart) : null;
    if (next?.query !== at?.query) setActive(0);
    setAt(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (offered.length === 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setActive((chosen + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length);
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      pick(offered[chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setAt(null);
      setAll(false);
    }
  };

  return (
    <Input.Wrapper label={label} error={error} size="xs" id={id}>
      <div className={classes["box"]}>
        <Textarea
          ref={area}
          id={id}
          autosize
          minRows={minRows}
          maxRows={12}
          value={value}
          placeholder={placeholder ?? ""}
          disabled={disabled}
          error={error !== undefined}
          spellCheck
          aria-autocomplete="list"
          aria-controls={offered.length > 0 ? `${id}-fields` : undefined}
          aria-activedescendant={offered.length > 0 ? `${id}-${chosen}` : undefined}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            look(event.currentTarget);
          }}
          onSelect={(event) => look(event.currentTarget as HTMLTextAreaElement)}
          onBlur={() => setTimeout(() => setAt(null), 150)}
          onKeyDown={onKeyDown}
        />
        {offered.length > 0 && (
          <div id={`${id}-fields`} role="listbox" aria-label="Merge fields" className={classes["list"]}>
            {offered.map((field, index) => (
              // The keyboard stays in the text, which names the active option.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
              <div
                key={field}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === chosen}
                className={classes["field"]}
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => setActive(index)}
                onClick={() => pick(field)}
              >
                {field}
              </div>
            ))}
          </div>
        )}
      </div>
      {!disabled && (
        <Button
          size="compact-xs"
          variant="subtle"
          mt={4}
          leftSection={<IconBraces size={13} />}
          aria-expanded={all}
          onClick={() => {
            setAll(!all);
            area.current?.focus();
          }}
        >
          Merge field
        </Button>
      )}
    </Input.Wrapper>
  );
}
