import { ActionIcon, Button, Checkbox, NativeSelect, SegmentedControl } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import {
  type ActionProps,
  type CombinatorSelectorProps,
  type Field,
  type NotToggleProps,
  type OptionGroup,
  QueryBuilder,
  type RuleGroupType,
  type RuleType,
  type ValueSelectorProps,
} from "react-querybuilder";
import type { Condition } from "~/api/types";
import { clean, firstValue, fitted, withWithin } from "../conditions/rules";
import { operatorsFor } from "../conditions/words";
import { same } from "../document/same";
import type { FieldInfo } from "../conditions/field";
import type { FieldGroup } from "../fields/fields";
import { type RuleContext, RuleValue } from "./RuleValue";
import classes from "./ConditionEditor.module.css";

/** A condition, with the fields and values the account really has. An empty one holds for everybody. */
export function ConditionEditor({
  label,
  value,
  groups,
  onChange,
  disabled = false,
}: {
  label: string;
  value: Condition;
  groups: readonly FieldGroup[];
  onChange: (condition: Condition) => void;
  disabled?: boolean;
}) {
  const [query, setQuery] = useState<RuleGroupType>(() => value as RuleGroupType);
  // The editor names rules by ids of its own, which the document does not keep. Another condition from
  // outside, such as by undo, replaces what is edited here.
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (!same(clean(query as Condition), value)) setQuery(value as RuleGroupType);
  }
  const infos = useMemo(() => withForeign(groups, value), [groups, value]);
  const fields = useMemo(() => options(infos), [infos]);
  const info = useMemo(() => {
    const byName = new Map(infos.flatMap((group) => group.fields).map((field) => [field.name, field]));
    return (name: string) => byName.get(name);
  }, [infos]);

  const take = (next: Condition) => {
    const whole = fitted(next, info);
    setQuery(whole as RuleGroupType);
    const cleaned = clean(whole);
    if (!same(cleaned, clean(value))) {
      setKnown(cleaned);
      onChange(cleaned);
    }
  };
  const context: RuleContext = {
    info,
    setWithin: (path, within) => take(withWithin(query as Condition, path, within)),
  };

  return (
    <fieldset className={classes["editor"]} disabled={disabled} aria-label={label}>
      <QueryBuilder
        query={query}
        onQueryChange={(next: RuleGroupType) => take(next as Condition)}
        fields={fields}
        context={context}
        getOperators={(name: string) => operatorsFor(info(name)?.kind ?? "text").map((operator) => ({ ...operator }))}
        getDefaultValue={(rule: RuleType) => firstValue(info(rule.field), rule.operator)}
        getValueEditorType={() => "text"}
        onAddRule={(rule: RuleType) => ({ ...rule, value: firstValue(info(rule.field), rule.operator) })}
        resetOnFieldChange
        resetOnOperatorChange={false}
        listsAsArrays
        showNotToggle
        showCombinatorsBetweenRules={false}
        controlClassnames={{ queryBuilder: classes["builder"] ?? "", ruleGroup: classes["group"] ?? "", rule: classes["rule"] ?? "" }}
        controlElements={{
          fieldSelector: FieldSelect,
          operatorSelector: OperatorSelect,
          combinatorSelector: Combinator,
          notToggle: NotToggle,
          valueEditor: RuleValue,
          actionElement: ActionElement,
        }}
        translations={{
          addRule: { label: "Condition", title: "Add a condition" },
          addGroup: { label: "Group", title: "Add a group of conditions" },
          removeRule: { label: "", title: "Remove this condition" },
          removeGroup: { label: "", title: "Remove this group" },
          fields: { title: "Field" },
          operators: { title: "Comparison" },
          value: { title: "Value" },
          combinators: { title: "Match all or any" },
          notToggle: { label: "not", title: "Anyone who doesn't match" },
        }}
      />
      {query.rules.length === 0 && <p className={classes["everybody"]}>No conditions: everyone.</p>}
    </fieldset>
  );
}

/** The groups, and a last one for fields that the condition uses but nobody has seen yet. */
function withForeign(groups: readonly FieldGroup[], value: Condition): FieldGroup[] {
  const known = new Set(groups.flatMap((group) => group.fields.map((field) => field.name)));
  const foreign: FieldInfo[] = [];
  const walk = (condition: Condition) => {
    for (const part of condition.rules) {
      if ("rules" in part) walk(part);
      else if (part.field !== "" && !known.has(part.field)) {
        known.add(part.field);
        foreign.push({ name: part.field, label: part.field, kind: kindOf(part.field, part.value) });
      }
    }
  };
  walk(value);
  return foreign.length === 0 ? [...groups] : [...groups, { label: "Not seen yet", fields: foreign }];
}

function kindOf(field: string, value: unknown): FieldInfo["kind"] {
  if (field.startsWith("happened.") || field.startsWith("behaviour.")) return "event";
  if (field.startsWith("segment.")) return "boolean";
  const sample = Array.isArray(value) ? value[0] : value;
  return typeof sample === "number" ? "number" : typeof sample === "boolean" ? "boolean" : "text";
}

const options = (groups: readonly FieldGroup[]): OptionGroup<Field>[] =>
  groups.map((group) => ({
    label: group.label,
    options: group.fields.map((field) => ({ name: field.name, value: field.name, label: field.label })),
  }));

type Options = ValueSelectorProps["options"];
type Named = { name: string; label: string };

function selectData(list: Options) {
  return (list as (Named | { label: string; options: Named[] })[]).map((entry) =>
    "options" in entry
      ? { group: entry.label, items: entry.options.map((option) => ({ value: option.name, label: option.label })) }
      : { value: entry.name, label: entry.label },
  );
}

function FieldSelect({ options: list, value, handleOnChange, title, disabled }: ValueSelectorProps) {
  return (
    <NativeSelect
      size="xs"
      className={classes["field"] ?? ""}
      aria-label={title}
      data={selectData(list)}
      value={value}
      disabled={disabled ?? false}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
    />
  );
}

function OperatorSelect({ options: list, value, handleOnChange, title, disabled }: ValueSelectorProps) {
  // One way to compare needs no choice.
  if (selectData(list).length === 1) return null;
  return (
    <NativeSelect
      size="xs"
      className={classes["operator"] ?? ""}
      aria-label={title}
      data={selectData(list)}
      value={value}
      disabled={disabled ?? false}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
    />
  );
}

function Combinator({ value, handleOnChange, title, disabled }: CombinatorSelectorProps) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={title}
      value={value ?? "and"}
      disabled={disabled ?? false}
      onChange={handleOnChange}
      data={[
        { value: "and", label: "all of" },
        { value: "or", label: "any of" },
      ]}
    />
  );
}

function NotToggle({ checked, handleOnChange, label, title, disabled }: NotToggleProps) {
  return (
    <Checkbox
      size="xs"
      label={label}
      title={title}
      checked={checked ?? false}
      disabled={disabled ?? false}
      onChange={(event) => handleOnChange(event.currentTarget.checked)}
    />
  );
}

function ActionElement({ label, title, handleOnClick, disabled, testID }: ActionProps) {
  if (testID?.startsWith("remove")) {
    return (
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={title} disabled={disabled ?? false} onClick={handleOnClick}>
        <IconX size={14} />
      </ActionIcon>
    );
  }
  return (
    <Button size="compact-xs" variant="subtle" title={title} leftSection={<IconPlus size={12} />} disabled={disabled ?? false} onClick={handleOnClick}>
      {label}
    </Button>
  );
}
