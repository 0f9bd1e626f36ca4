import { expect, it } from "vitest";
import type { AnyDocument } from "~/api/types";
import { emptyDocument } from "../document/document";
import { completed } from "./completed";

const bare: AnyDocument = {
  schema: "postroad/journey@1",
  name: "From git",
  nodes: [
    { id: "start", type: "trigger", data: { on: { kind: "event", name: "order", where: null, key: null } } },
    { id: "b", type: "branch", data: { paths: [{ id: "yes", where: {} }] } },
    { id: "w", type: "wait", data: { for: null, relative: { to: "event.at" } } },
    { id: "u", type: "update_contact", data: { set: { plan: null } } },
    { id: "x", type: "exit" },
  ],
  edges: [{ id: "e", source: "start", sourceHandle: "next", target: "b" }],
};

it("gives every step of a bare document a place of its own", () => {
  const places = completed(bare).nodes.map(({ position }) => `${position.x} ${position.y}`);
  expect(new Set(places).size).toBe(5);
});

it("fills in what was left out, and keeps nulls that mean something", () => {
  const data = Object.fromEntries(completed(bare).nodes.map((step) => [step.id, step.data]));
  expect(data["start"]).toEqual({ on: { kind: "event", name: "order" } });
  expect(data["b"]).toEqual({ paths: [{ id: "yes", label: "", where: { combinator: "and", rules: [] } }] });
  expect(data["w"]).toEqual({ relative: { to: "event.at", offset: "PT0S" } });
  expect(data["u"]).toEqual({ set: { plan: null } });
  expect(data["x"]).toEqual({});
});

it("changes nothing in a document that is whole", () => {
  const whole = emptyDocument("Whole");
  expect(completed(whole)).toEqual(whole);
});
