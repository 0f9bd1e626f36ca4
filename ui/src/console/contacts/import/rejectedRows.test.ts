import { describe, expect, it } from "vitest";
import { byReason, problemRows } from "./rejectedRows";

const problem = (row: number, reason = "no_external_id") => ({ row, reason, sentence: `Sentence of ${reason}.` });

describe("rows with problems", () => {
  it("come with what they held and what is wrong, to be mended and imported again", () => {
    const file = '\uFEFFexternal_id,note\n1,fine\n,"two\nlines"\n3,fine\n';
    expect(problemRows(file, [problem(3)], ",")).toBe(
      'external_id,note,postroad_row,postroad_sentence\r\n,"two\nlines",3,Sentence of no_external_id.\r\n',
    );
  });

  it("count as a spreadsheet does, empty rows included", () => {
    expect(problemRows("external_id\n\n\nx\n", [problem(4)], ",")).toBe("external_id,postroad_row,postroad_sentence\r\nx,4,Sentence of no_external_id.\r\n");
  });

  it("are found after a line that says what parts the cells", () => {
    expect(problemRows("sep=;\nexternal_id;a\n;x\n", [problem(2)], ";")).toContain(",x,2,Sentence");
  });

  it("are grouped by reason, most frequent first", () => {
    const groups = byReason([problem(2, "a"), problem(3, "b"), problem(4, "b")]);
    expect(groups.map((group) => [group.reason, group.rows.length])).toEqual([["b", 2], ["a", 1]]);
  });

  it("say whether they are about texts or about e-mails", () => {
    const groups = byReason([problem(2, "sms_no_documented_source"), problem(2, "email_no_documented_source")]);
    expect(groups.map((group) => group.sentence.split(":")[0])).toEqual(["SMS", "E-mail"]);
  });
});
