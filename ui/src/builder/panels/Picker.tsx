import type { Icon } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { Keys } from "./Keys";
import classes from "./Picker.module.css";

export interface PickItem {
  id: string;
  label: string;
  hint?: string;
  icon?: Icon;
  kind?: string;
  group?: string;
  /** A shortcut that does the same. */
  keys?: string;
  /** Other words it is found by. */
  words?: string;
  /** Why it can't be chosen now. */
  refusal?: string | null;
}

/** A list that is narrowed by typing and chosen from with arrows and Enter. */
export function Picker({
  label,
  placeholder,
  items,
  onPick,
  onClose,
  filter = contains,
  empty = "No matches.",
}: {
  label: string;
  placeholder: string;
  items: readonly PickItem[];
  onPick: (id: string) => void;
  onClose: () => void;
  /** Narrows and orders by what was typed. */
  filter?: (items: readonly PickItem[], query: string) => readonly PickItem[];
  empty?: string;
}) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const shown = filter(items, query);
  const at = Math.min(active, Math.max(shown.length - 1, 0));

  const activeId = shown[at] ? `${id}-${shown[at].id}` : undefined;

  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const pick = (item: PickItem | undefined) => {
    if (item && !item.refusal) onPick(item.id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const wrap = Math.abs(move) === 1 ? (at + move + shown.length) % Math.max(shown.length, 1) : at + move;
      setActive(Math.max(0, Math.min(shown.length - 1, wrap)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(shown[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  };

  return (
    <div className={classes["picker"]}>
      <input
        className={classes["input"]}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={activeId}
        aria-autocomplete="list"
        placeholder={placeholder}
        value={query}
        data-autofocus
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} className={classes["list"]}>
        {shown.map((item, index) => (
          <Row
            key={item.id}
            item={item}
            id={`${id}-${item.id}`}
            heading={item.group !== shown[index - 1]?.group ? item.group : undefined}
            active={index === at}
            onPoint={() => setActive(index)}
            onPick={() => pick(item)}
          />
        ))}
      </div>
      {shown.length === 0 && (
        <p className={classes["empty"]} role="status">
          {empty}
        </p>
      )}
    </div>
  );
}

function Row({
  item,
  id,
  heading,
  active,
  onPoint,
  onPick,
}: {
  item: PickItem;
  id: string;
  heading: string | undefined;
  active: boolean;
  onPoint: () => void;
  onPick: () => void;
}) {
  return (
    <>
      {heading !== undefined && (
        <div className={classes["heading"]} role="presentation">
          {heading}
        </div>
      )}
      {/* The keyboard stays in the input, which names the active option. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div
        id={id}
        role="option"
        aria-selected={active}
        aria-disabled={item.refusal ? true : undefined}
        className={classes["row"]}
        data-kind={item.kind}
        onPointerMove={onPoint}
        onClick={onPick}
      >
        {item.icon && <item.icon size={17} stroke={1.8} aria-hidden className={classes["icon"]} />}
        <span className={classes["label"]}>{item.label}</span>
        {(item.refusal ?? item.hint) && <span className={classes["hint"]}>{item.refusal ?? item.hint}</span>}
        {item.keys !== undefined && <Keys keys={item.keys} />}
      </div>
    </>
  );
}

function contains(items: readonly PickItem[], query: string): readonly PickItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  const text = (item: PickItem) => `${item.label} ${item.hint ?? ""} ${item.words ?? ""} ${item.group ?? ""}`.toLowerCase();
  const first = (item: PickItem) => (item.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return items
    .filter((item) => words.every((word) => text(item).includes(word)))
    .toSorted((a, b) => first(a) - first(b));
}
