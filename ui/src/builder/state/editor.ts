import type { Finding, JourneyDocument, StepNumbers } from "~/api/types";
import type { FieldInfo, Fields } from "~/journey/conditions/field";
import { libraryInfo } from "~/journey/fields/fields";
import { Store } from "~/shared/store";
import type { DocumentDiff } from "../edit/diff";
import { type Done, type History, NO_HISTORY, redo, remember, undo } from "../edit/history";
import type { Passage } from "./passage";

/** What the canvas is for at the moment. Only drawing changes the document. */
export type Mode = "draw" | "watch" | "compare" | "rehearse";

export interface EditorState {
  document: JourneyDocument;
  selection: readonly string[];
  edge: string | null;
  history: History;
  mode: Mode;
  findings: readonly Finding[];
  fields: Fields;
  /** Live numbers by step, while watching. */
  numbers: Readonly<Record<string, StepNumbers>>;
  passage: Passage | null;
  diff: DocumentDiff | null;
  /** A step that is shown by its colour for a moment, because somebody looked for it. */
  flash: string | null;
}

const NOTHING_SHOWN = { edge: null, numbers: {}, passage: null, diff: null, flash: null } as const;
const NO_FIELDS: Fields = { fields: [], events: [] };

export function startState(document: JourneyDocument): EditorState {
  return {
    document,
    selection: [],
    edge: null,
    history: NO_HISTORY,
    mode: "draw",
    findings: [],
    fields: NO_FIELDS,
    numbers: {},
    passage: null,
    diff: null,
    flash: null,
  };
}

export interface Change {
  document?: JourneyDocument;
  selection?: readonly string[];
  edge?: string | null;
}

/** The editor: its state and the few ways it changes. All decisions are taken in edit. */
export class Editor extends Store<EditorState> {
  #held: Pick<EditorState, "document" | "selection" | "history"> | null = null;

  constructor(document: JourneyDocument) {
    super(startState(document));
  }

  /** Changes the document, remembering how it was. A change that changes nothing is not remembered. */
  apply(change: Change, done: Omit<Done, "at"> & { at?: number }): void {
    const { document, selection, history, mode } = this.get();
    const changed = change.document !== undefined && change.document !== document;
    if (changed && mode !== "draw") return;
    this.set({
      ...change,
      selection: kept(change.selection ?? selection, change.document ?? document),
      history: changed
        ? remember(history, { document, selection }, { label: done.label, key: done.key, at: done.at ?? performance.now() })
        : history,
    });
  }

  select(selection: readonly string[], edge: string | null = null): void {
    this.set({ selection, edge });
  }

  /** Takes the last change back; says what it was, or null when there is none. */
  undo(): string | null {
    return this.#travel(undo);
  }

  redo(): string | null {
    return this.#travel(redo);
  }

  #travel(direction: typeof undo): string | null {
    const { document, selection, history, mode } = this.get();
    const travelled = mode === "draw" ? direction(history, { document, selection }) : null;
    if (travelled === null) return null;
    const { moment } = travelled;
    this.set({
      document: moment.document,
      selection: kept(moment.selection, moment.document),
      edge: null,
      history: travelled.history,
    });
    return travelled.label;
  }

  /** The draft, also while something else is shown. */
  get draft(): JourneyDocument {
    return this.#held?.document ?? this.get().document;
  }

  /** Shows a document that can't be changed, such as a published version; the draft is kept. */
  show(mode: Exclude<Mode, "draw">, document: JourneyDocument): void {
    const { document: drawn, selection, history } = this.get();
    this.#held ??= { document: drawn, selection, history };
    this.set({ ...NOTHING_SHOWN, mode, document, selection: kept(selection, document) });
  }

  /** Back to the draft, as it was left. */
  draw(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    this.set({ ...NOTHING_SHOWN, ...held, mode: "draw" });
  }

  /** Another document takes this one's place, such as what a colleague saved; it can be undone. */
  replace(document: JourneyDocument, label: string): void {
    this.apply({ document, selection: [], edge: null }, { label, key: null });
  }
}

function kept(selection: readonly string[], document: JourneyDocument): readonly string[] {
  const ids = new Set(document.nodes.map((step) => step.id));
  return selection.every((id) => ids.has(id)) ? selection : selection.filter((id) => ids.has(id));
}

const NONE: readonly Finding[] = [];
const findingIndex = new WeakMap<readonly Finding[], Map<string, Finding[]>>();

/** The findings about a step; the same list as long as nothing new was found. */
export function findingsOf(findings: readonly Finding[], stepId: string): readonly Finding[] {
  let index = findingIndex.get(findings);
  if (!index) {
    index = new Map();
    for (const finding of findings) {
      if (finding.node_id) index.set(finding.node_id, [...(index.get(finding.node_id) ?? []), finding]);
    }
    findingIndex.set(findings, index);
  }
  return index.get(stepId) ?? NONE;
}

const fieldIndex = new WeakMap<Fields, Map<string, FieldInfo>>();

/** What is known of a field, by the name conditions use; of a message of the library as `library.` and its id. */
export function fieldInfo(fields: Fields, name: string): FieldInfo | undefined {
  let index = fieldIndex.get(fields);
  if (!index) {
    index = new Map([...fields.fields, ...libraryInfo(fields)].map((field) => [field.name, field]));
    fieldIndex.set(fields, index);
  }
  return index.get(name);
}
