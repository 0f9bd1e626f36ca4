import { expect, it } from "vitest";
import { emptyDocument, stepById } from "~/journey/document/document";
import { addStep } from "./edit";
import { NO_HISTORY, redo, remember, undo } from "./history";

const moment = (name: string) => ({ document: emptyDocument(name), selection: [] });

it("goes back and forth through everything that was done", () => {
  let history = remember(NO_HISTORY, moment("one"), { label: "Rename", key: null, at: 0 });
  history = remember(history, moment("two"), { label: "Rename", key: null, at: 10 });
  const first = undo(history, moment("three"));
  expect(first?.moment.document.name).toBe("two");
  const second = first && undo(first.history, first.moment);
  expect(second?.moment.document.name).toBe("one");
  expect(second && undo(second.history, second.moment)).toBeNull();
  const forth = second && redo(second.history, second.moment);
  expect(forth?.moment.document.name).toBe("two");
  expect(forth && redo(forth.history, forth.moment)?.moment.document.name).toBe("three");
});

it("takes quick typing in one place as one step, and slow typing as several", () => {
  let history = remember(NO_HISTORY, moment(""), { label: "Edit", key: "name", at: 0 });
  history = remember(history, moment("a"), { label: "Edit", key: "name", at: 500 });
  history = remember(history, moment("ab"), { label: "Edit", key: "name", at: 1_000 });
  expect(history.past).toHaveLength(1);
  expect(undo(history, moment("abc"))?.moment.document.name).toBe("");
  history = remember(history, moment("abc"), { label: "Edit", key: "name", at: 9_000 });
  expect(history.past).toHaveLength(2);
  history = remember(history, moment("abc"), { label: "Edit", key: "other", at: 9_001 });
  expect(history.past).toHaveLength(3);
});

it("forgets what was undone once something else is done", () => {
  const history = remember(NO_HISTORY, moment("one"), { label: "Rename", key: null, at: 0 });
  const back = undo(history, moment("two"));
  expect(back && redo(remember(back.history, back.moment, { label: "Add", key: null, at: 5 }), moment("x"))).toBeNull();
});

it("shares steps that did not change, so that moments cost little", () => {
  const before = emptyDocument("one");
  const { document } = addStep(before, "send_sms", { at: "outlet", source: "start", outlet: "next" });
  expect(stepById(document, "start")).toBe(stepById(before, "start"));
});
