import type { FieldKind } from "~/api/types";

/** A field that a condition can name, and the values it takes. */
export interface FieldInfo {
  name: string;
  label: string;
  kind: FieldKind;
  /** Those that occur, the most frequent first; with a label where the value is a code. */
  values?: readonly (string | { value: string; label: string })[];
}

/** The fields that the API lists, and those that the builder knows besides. */
export interface Fields {
  fields: readonly FieldInfo[];
  /** Events that have come, or that a journey waits for. */
  events: readonly { name: string; properties: readonly { name: string; kind: FieldKind; values?: readonly string[] }[] }[];
  /** Messages of the library by name, as far as they are known. */
  library?: readonly { id: string; name: string }[];
}
