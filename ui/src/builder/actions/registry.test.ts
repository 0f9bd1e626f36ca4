import { describe, expect, it } from "vitest";
import { edgesOf, journey } from "~/testing/journeys";
import { readPart } from "../edit/clipboard";
import { NO_HISTORY } from "../edit/history";
import type { View } from "./action";
import { keyNames, matchesKeys } from "./keys";
import { ACTIONS, actionNamed } from "./registry";

const document = journey(
  { start: "trigger", sms1: "send_sms", branch1: "branch", exit1: "exit" },
  ["start next sms1", "sms1 next branch1", "branch1 yes exit1"],
);
const view = (selection: string[], change: Partial<View> = {}): View => ({
  document,
  selection,
  edge: null,
  history: NO_HISTORY,
  mode: "draw",
  ...change,
});
const perform = (name: string, on: View, input = {}) => actionNamed(name).perform(on, input);

describe("the registry of actions", () => {
  it("has one action per name and per shortcut", () => {
    const names = ACTIONS.map((action) => action.name);
    expect(new Set(names).size).toBe(names.length);
    const keys = ACTIONS.flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("changes nothing but while drawing", () => {
    for (const action of ACTIONS.filter((candidate) => candidate.undoable)) {
      expect(action.refusal(view(["sms1"], { mode: "watch" }))).toBe("Only available in Draw mode.");
    }
  });

  it("never changes the document it looks at", () => {
    const before = structuredClone(document);
    for (const action of ACTIONS) action.perform(view(["sms1", "branch1"]), { text: "{}", type: "wait", place: { at: "edge", edge: "start-next" } });
    expect(document).toEqual(before);
  });
});

describe("actions", () => {
  it("cut takes steps out, joins the ends, and puts them into the clipboard", () => {
    const outcome = perform("cut", view(["sms1"]));
    expect(outcome?.document && edgesOf(outcome.document)).toEqual(["branch1 yes exit1", "start next branch1"]);
    expect(outcome?.effect?.do === "copy" && readPart(outcome.effect.text)?.nodes[0]?.id).toBe("sms1");
  });

  it("delete moves on to the step before", () => {
    expect(perform("delete", view(["branch1", "exit1"]))?.selection).toEqual(["sms1"]);
  });

  it("delete of a selected edge leaves the steps", () => {
    const outcome = perform("delete", view([], { edge: "start-next" }));
    expect(outcome?.document?.nodes).toHaveLength(4);
    expect(outcome?.document && edgesOf(outcome.document)).not.toContain("start next sms1");
  });

  it("the start can't be deleted, with the reason", () => {
    expect(actionNamed("delete").refusal(view(["start"]))).toMatch(/needs its trigger/);
  });

  it("add asks which way when a step has several", () => {
    expect(perform("add", view(["branch1"]))?.effect).toEqual({ do: "pick-place", source: "branch1" });
    expect(perform("add", view(["start"]))?.effect).toMatchObject({ do: "pick-step-type", place: { source: "start" } });
    expect(perform("add", view([]))?.effect?.do).toBe("pick-place");
  });

  it("paste says so when there is nothing to paste", () => {
    expect(perform("paste-text", view([]), { text: "hello" })?.effect).toMatchObject({ do: "tell" });
  });

  it("arrows go along the edges, with Shift they select more", () => {
    expect(perform("go-down", view(["start"]))?.selection).toEqual(["sms1"]);
    expect(perform("extend-down", view(["start"]))?.selection).toEqual(["start", "sms1"]);
  });
});

const press = (key: string, ...held: string[]) => ({
  key,
  ctrlKey: held.includes("ctrl"),
  metaKey: held.includes("meta"),
  shiftKey: held.includes("shift"),
  altKey: held.includes("alt"),
});

describe("shortcuts", () => {
  it.each([
    ["mod+z", press("z", "ctrl"), true],
    ["mod+z", press("Z", "ctrl", "shift"), false],
    ["mod+shift+z", press("Z", "ctrl", "shift"), true],
    ["?", press("?", "shift"), true],
    ["+", press("+", "shift"), true],
    ["t", press("t"), true],
    ["t", press("t", "ctrl"), false],
    ["Arrowdown", press("ArrowDown"), true],
    ["alt+ArrowDown", press("ArrowDown", "alt"), true],
    ["mod+k", press("k", "meta"), false],
  ])("%s", (keys, pressed, fits) => {
    expect(matchesKeys(keys, pressed, false)).toBe(fits);
  });

  it("are written as on the keyboard", () => {
    expect(keyNames("mod+shift+z", false)).toEqual(["Ctrl", "Shift", "Z"]);
    expect(keyNames("mod+shift+z", true)).toEqual(["⌘", "⇧", "Z"]);
    expect(keyNames("+", false)).toEqual(["+"]);
    expect(keyNames("alt+ArrowDown", false)).toEqual(["Alt", "↓"]);
  });
});
