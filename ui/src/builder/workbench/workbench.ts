import type { Position } from "~/api/types";
import { triggerOf } from "~/journey/document/document";
import type { FieldInfo, Fields } from "~/journey/conditions/field";
import { assertNever } from "~/shared/assertNever";
import type { Note } from "~/shared/feedback/notify";
import { Store } from "~/shared/store";
import type { Effect, Input, Panel, View } from "../actions/action";
import { actionNamed, doneLabel } from "../actions/registry";
import type { Place } from "../edit/edit";
import { type Editor, fieldInfo } from "../state/editor";
import type { Saver } from "../state/saver";
import { clipboard } from "./systemClipboard";

export type Tab = "step" | "journey" | "problems";
export type Dialog = Exclude<Panel, "problems" | "journey" | "watch" | "draw" | "rehearse">;

export interface Anchor {
  x: number;
  y: number;
}

export interface BenchState {
  tab: Tab;
  dialog: Dialog | null;
  /** A new step is being chosen for this place. */
  adding: { place: Place; anchor: Anchor } | null;
  /** An outlet of this step is being chosen. */
  placing: { source: string; anchor: Anchor } | null;
  /** Where the other mouse button was pressed. */
  context: Anchor | null;
  /** Where a step dragged from the palette would go. */
  drop: Place | null;
  /** Why the connection being dragged can't be made here. */
  refused: string | null;
  /** The canvas is so far away that words can't be read: steps are coloured cards, edges are lines. */
  far: boolean;
  paletteOpen: boolean;
  panelOpen: boolean;
  /** The version that the draft is compared with. */
  comparing: number | null;
  /** Said to screen readers. */
  announcement: string;
}

/** What the canvas can be asked to do. */
export interface CanvasHandle {
  fit(steps: readonly string[] | null): void;
  zoom(by: "in" | "out" | "one"): void;
  reveal(step: string, focus: boolean): void;
  /** Where a place of the journey is on the screen. */
  anchorOf(place: Place): Anchor;
  centre(): Position;
}

export interface BenchWorld {
  notify(note: Note): void;
  /** Shows the published version at work. */
  watch(): void;
}

/** Runs actions on the editor and carries out what they ask of the page. */
export class Workbench extends Store<BenchState> {
  readonly editor: Editor;
  readonly saver: Saver;
  readonly journeyId: string;
  #canvas: CanvasHandle | null = null;
  #world: BenchWorld;

  constructor(journeyId: string, editor: Editor, saver: Saver, wide: boolean) {
    super({
      tab: "journey",
      dialog: null,
      adding: null,
      placing: null,
      context: null,
      drop: null,
      refused: null,
      far: false,
      comparing: null,
      paletteOpen: wide,
      panelOpen: wide,
      announcement: "",
    });
    this.journeyId = journeyId;
    this.editor = editor;
    this.saver = saver;
    this.#world = { notify: () => {}, watch: () => {} };
  }

  /** The page tells what only it can do. */
  attach(world: BenchWorld): void {
    this.#world = world;
  }

  /** The canvas lends itself until what this returns is called. */
  hold(canvas: CanvasHandle): () => void {
    this.#canvas = canvas;
    return () => {
      this.#canvas = null;
    };
  }

  /** The middle of what is seen, as a place on the canvas. */
  centre(): Position {
    return this.#canvas?.centre() ?? { x: 0, y: 0 };
  }

  view(): View {
    const { document, selection, edge, history, mode } = this.editor.get();
    return { document, selection, edge, history, mode };
  }

  info = (field: string): FieldInfo | undefined => fieldInfo(this.fields(), field);
  fields = (): Fields => this.editor.get().fields;

  /** Does what an action of this name does; says why when it can't be done now. */
  run(name: string, input: Input = {}): void {
    const action = actionNamed(name);
    const view = this.view();
    const refused = action.refusal(view);
    if (refused !== null) {
      this.say(refused);
      return;
    }
    const outcome = action.perform(view, input);
    if (outcome === null) return;
    const { effect, ...change } = outcome;
    if (Object.keys(change).length > 0) {
      const label = doneLabel(action, view, input.type);
      this.editor.apply(change, { label, key: name.startsWith("nudge") ? "nudge" : null });
      if (action.undoable && change.document) this.say(`${label}. Done.`);
    }
    if (effect) this.carryOut(effect);
  }

  carryOut(effect: Effect): void {
    switch (effect.do) {
      case "undo":
      case "redo": {
        const label = effect.do === "undo" ? this.editor.undo() : this.editor.redo();
        if (label !== null) this.say(`${effect.do === "undo" ? "Undone" : "Redone"}: ${label}`);
        this.#keepFocus();
        return;
      }
      case "copy":
        void clipboard.write(effect.text);
        this.say("Copied.");
        return;
      case "paste":
        void clipboard.read().then((text) => this.run("paste-text", { text }));
        return;
      case "fit":
        this.#canvas?.fit(effect.steps);
        return;
      case "zoom":
        this.#canvas?.zoom(effect.by);
        return;
      case "reveal":
        this.#canvas?.reveal(effect.step, effect.focus);
        if (this.get().tab !== "step") this.set({ tab: "step" });
        return;
      case "edit-step":
        this.set({ tab: "step", panelOpen: true });
        requestAnimationFrame(() => focusFirstField());
        return;
      case "open":
        this.open(effect.what);
        return;
      case "pick-step-type":
        this.set({ adding: { place: effect.place, anchor: this.#anchor(effect.place) }, placing: null });
        return;
      case "pick-place":
        this.set({
          placing: { source: effect.source, anchor: this.#anchor({ at: "outlet", source: effect.source, outlet: "" }) },
          adding: null,
        });
        return;
      case "tell":
        this.#world.notify({ message: effect.message });
        return;
      default:
        assertNever(effect);
    }
  }

  open(panel: Panel): void {
    if (panel === "problems" || panel === "journey") this.set({ tab: panel, panelOpen: true });
    else if (panel === "watch") this.#world.watch();
    else if (panel === "draw") this.draw();
    else if (panel === "rehearse") this.rehearse();
    else this.set({ dialog: panel });
  }

  /** Back from watching, comparing or rehearsing. */
  draw(): void {
    this.editor.draw();
    this.set({ dialog: null });
  }

  rehearse(): void {
    this.editor.show("rehearse", this.editor.draft);
    this.set({ panelOpen: true, dialog: null });
    this.#canvas?.fit(null);
  }

  close(): void {
    this.set({ dialog: null, adding: null, placing: null, context: null });
  }

  say(announcement: string): void {
    this.set({ announcement });
  }

  /** A step that had the focus may be gone: the keyboard goes on at the one that is chosen now. */
  #keepFocus(): void {
    const { document: journey, selection } = this.editor.get();
    const step = selection.at(-1) ?? triggerOf(journey)?.id;
    requestAnimationFrame(() => {
      const held = document.activeElement;
      const onCanvas = held === document.body || held?.matches("[data-step]") === true;
      if (step !== undefined && onCanvas) this.#canvas?.reveal(step, true);
    });
  }

  #anchor(place: Place): Anchor {
    return this.#canvas?.anchorOf(place) ?? { x: window.innerWidth / 2, y: window.innerHeight / 3 };
  }
}

const WRITTEN_IN = "textarea, select, input:not([type=hidden], [type=radio], [type=checkbox])";

/** Where one would begin to change the step: the first field to write in, else whatever there is. */
function focusFirstField(): void {
  const form = document.getElementById("step-form");
  const field = form?.querySelector<HTMLElement>(WRITTEN_IN) ?? form?.querySelector<HTMLElement>("input, button");
  (field ?? form)?.focus();
}
