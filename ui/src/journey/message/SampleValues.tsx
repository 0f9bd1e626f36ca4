import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Json } from "~/api/types";
import { readValue, writeValue } from "../fields/values";
import type { Samples } from "./samples";
import classes from "./SampleValues.module.css";

/** What the event brings, as the preview has it; every value can be changed to see another. */
export function SampleValues({ event, samples }: { event: string | null; samples: Samples }) {
  const names = Object.entries(samples.values);
  if (names.length === 0) return null;
  return (
    <fieldset className={classes["samples"]}>
      <legend className={classes["title"]}>{event === null ? "With sample event values" : `With sample values for ${event}`}</legend>
      {names.map(([name, value]) => (
        <SampleValue key={name} name={name} value={value} onChange={(next) => samples.set(name, next)} />
      ))}
    </fieldset>
  );
}

function SampleValue({ name, value, onChange }: { name: string; value: Json; onChange: (value: Json) => void }) {
  // What is typed stands as it was typed, also where it reads as a number.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className={classes["sample"]}>
      <span className={classes["name"]} title={name}>
        {name}
      </span>
      <TextInput
        size="xs"
        value={typed ?? writeValue(value)}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange(readValue(event.currentTarget.value));
        }}
        onBlur={() => setTyped(null)}
      />
    </label>
  );
}
