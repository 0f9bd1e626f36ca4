import { describe, expect, it } from "vitest";
import { complete, completing, insertField, matches } from "./merge";

describe("merge field completion", () => {
  it.each([
    ["Hi {{", 5, ""],
    ["Hi {{ con", 9, "con"],
    ["Hi {{ contact.fi", 16, "contact.fi"],
  ])("in %j offers what fits %j", (text, cursor, query) => {
    expect(completing(text, cursor)?.query).toBe(query);
  });

  it.each([
    ["Hi", 2],
    ["Hi {{ name }} x", 15],
    ["Hi {{ name | upc", 16],
    ["{{ a\nb", 6],
  ])("in %j is silent", (text, cursor) => {
    expect(completing(text, cursor)).toBeNull();
  });

  it("writes the field with its braces, once", () => {
    const at = completing("Hi {{ con }}!", 9);
    expect(at && complete("Hi {{ con }}!", at, "contact.first_name")).toEqual({ text: "Hi {{ contact.first_name }}!", cursor: 27 });
    expect(insertField("Hi you", 3, 6, "contact.first_name").text).toBe("Hi {{ contact.first_name }}");
  });

  it("lists names that begin so before names that have it anywhere", () => {
    expect(matches(["contact.email", "event.name", "contact.first_name", "contact.name"], "name")).toEqual([
      "event.name",
      "contact.name",
      "contact.first_name",
    ]);
  });
});
