import { describe, expect, it } from "vitest";
import { type Chosen, columnProblems, mappingOf } from "./columns";

const column = (heading: string, becomes = "attribute", name = heading): Chosen => ({ index: 0, heading, becomes, name, looks_like: null });

describe("what the columns of a file are", () => {
  it("wants an id", () => {
    expect(columnProblems([column("Phone", "phone"), column("plan")], "").filter((problem) => problem.severity === "error")).toHaveLength(1);
    expect(columnProblems([column("id", "external_id"), column("Phone", "phone")], "")).toEqual([]);
  });

  it("wants one column for one meaning, but for opt-outs", () => {
    const twice = [column("id", "external_id"), column("a", "phone"), column("b", "phone")];
    expect(columnProblems(twice, "")[0]?.message).toBe("Two columns are “Phone”; choose one of them.");
    const outs = [column("id", "external_id"), column("p", "phone"), column("a", "email_opt_out"), column("b", "email_opt_out")];
    expect(columnProblems(outs, "")).toEqual([]);
  });

  it("warns of consent without a source and of a file without phones", () => {
    const columns = [column("id", "external_id"), column("ok", "sms_consent")];
    expect(columnProblems(columns, "").map((problem) => problem.severity)).toEqual(["warning", "warning"]);
    expect(columnProblems(columns, "web form").map((problem) => problem.severity)).toEqual(["warning"]);
  });

  it("are said in a mapping", () => {
    const columns = [column("ID", "external_id"), column("Notes"), column("Notes", "attribute", "Notes 2"), column("x", "skip"), column("")];
    expect(mappingOf(columns, " web form ", "2026-03-01", "windows-1252")).toEqual({
      columns: { ID: "external_id", Notes: "attribute.Notes", "Notes 2": "attribute.Notes 2", x: "skip" },
      consent: { source: "web form", date: "2026-03-01" },
      encoding: "windows-1252",
    });
    expect(mappingOf([], "", "", null)).toEqual({ columns: {} });
  });
});
