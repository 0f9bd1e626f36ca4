import { describe, expect, it } from "vitest";
import { stepById } from "~/journey/document/document";
import { edgesOf, journey } from "~/testing/journeys";
import { copyPart, duplicate, pastePart, readPart, writePart } from "./clipboard";

const original = () =>
  journey(
    { start: "trigger", sms1: "send_sms", branch1: "branch", exit1: "exit" },
    ["start next sms1", "sms1 next branch1", "branch1 yes exit1"],
  );

describe("copy and paste", () => {
  it("survives the clipboard as text", () => {
    const part = copyPart(original(), new Set(["sms1", "branch1"]));
    expect(part && readPart(writePart(part))).toEqual(part);
  });

  it("takes the edges among what is copied, and not the start", () => {
    const part = copyPart(original(), new Set(["start", "sms1", "branch1"]));
    expect(part?.nodes.map((step) => step.id)).toEqual(["sms1", "branch1"]);
    expect(part?.edges.map((edge) => edge.id)).toEqual(["sms1-next"]);
  });

  it("gives new ids and keeps everything connected", () => {
    const part = copyPart(original(), new Set(["sms1", "branch1", "exit1"]));
    const pasted = part && pastePart(original(), part, { x: 400, y: 0 });
    expect(pasted?.stepIds).toEqual(["sms2", "branch2", "exit2"]);
    expect(pasted && edgesOf(pasted.document)).toEqual([
      "branch1 yes exit1",
      "branch2 yes exit2",
      "sms1 next branch1",
      "sms2 next branch2",
      "start next sms1",
    ]);
    expect(new Set(pasted?.document.edges.map((edge) => edge.id)).size).toBe(5);
  });

  it("makes conditions on a copied message look at the copy", () => {
    const document = original();
    const branch = stepById(document, "branch1");
    if (branch?.type !== "branch") throw new Error("no branch");
    branch.data.paths = [
      { id: "yes", label: "Clicked", where: { combinator: "and", rules: [{ field: "message.sms1", operator: "=", value: "clicked" }] } },
    ];
    const { document: after } = duplicate(document, new Set(["sms1", "branch1"]));
    const copy = stepById(after, "branch2");
    expect(copy?.type === "branch" && copy.data.paths[0]?.where.rules[0]).toMatchObject({ field: "message.sms2" });
  });

  it("pastes a whole journey document as its steps", () => {
    expect(readPart(JSON.stringify(original()))?.nodes).toHaveLength(3);
  });

  it.each(["", "hello", "[]", '{"nodes":[]}', '{"schema":"postroad/journey-part@1","nodes":[{"id":1}]}', "null"])(
    "takes %j for what it is: nothing to paste",
    (text) => {
      expect(readPart(text)).toBeNull();
    },
  );
});
