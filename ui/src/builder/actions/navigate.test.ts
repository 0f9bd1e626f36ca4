import { expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { neighbour } from "./navigate";

const document = journey(
  { start: "trigger", branch1: "branch", sms1: "send_sms", email1: "send_email" },
  ["start next branch1", "branch1 yes sms1", "branch1 else email1"],
);

it("moves along edges with the arrow keys, and to neighbours", () => {
  const placed = { ...document, nodes: document.nodes.map((step) => (step.id === "email1" ? { ...step, position: { x: 300, y: 328 } } : step)) };
  expect(neighbour(placed, null, "down")).toBe("start");
  expect(neighbour(placed, "start", "down")).toBe("branch1");
  expect(neighbour(placed, "branch1", "down")).toBe("sms1");
  expect(neighbour(placed, "sms1", "right")).toBe("email1");
  expect(neighbour(placed, "email1", "up")).toBe("branch1");
  expect(neighbour(placed, "email1", "right")).toBeNull();
});
