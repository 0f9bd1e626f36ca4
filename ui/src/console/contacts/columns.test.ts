import { describe, expect, it } from "vitest";
import { columnProblems, guess } from "./columns";

describe("what the columns of a file are", () => {
  it.each([
    [["external_id", "Phone"], ["external_id", "phone"]],
    [["Customer ID", "Mobile number", "E-mail"], ["external_id", "phone", "email"]],
    [["First name", "Surname", "Time zone"], ["first_name", "last_name", "timezone"]],
    [["Plan", "Last order"], ["Plan", "Last order"]],
    [["id", "external_id"], ["id", "external_id"]],
    [["mobile", "cell"], ["phone", "cell"]],
  ])("takes %j as %j", (header, names) => expect(guess(header)).toEqual(names));

  it("wants an id", () => {
    expect(columnProblems(["phone", "plan"]).filter((one) => one.severity === "error")).toHaveLength(1);
    expect(columnProblems(["external_id", "phone"])).toEqual([]);
  });

  it("wants one column for one meaning", () => {
    expect(columnProblems(["external_id", "phone", "Phone"])[0]?.message).toBe("Two columns are “Phone”; choose one of them.");
  });

  it("warns of consent without a source and of a file without phones", () => {
    const warnings = columnProblems(["external_id", "sms_consent"]).map((one) => one.severity);
    expect(warnings).toEqual(["warning", "warning"]);
  });
});
