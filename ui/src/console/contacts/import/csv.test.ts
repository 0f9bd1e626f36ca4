import { describe, expect, it } from "vitest";
import { csvLine, delimiterOf, records } from "./csv";

const cells = (text: string, delimiter = ",", whole = true) => [...records(text, delimiter, whole)].map((record) => record.cells);

describe("reading a CSV", () => {
  it("keeps commas, quotes and line breaks inside quotes", () => {
    expect(cells('a,"b, c","d ""e""","f\r\ng"\n1,2,3,4\n')).toEqual([
      ["a", "b, c", 'd "e"', "f\r\ng"],
      ["1", "2", "3", "4"],
    ]);
  });

  it("counts a last line without a line break only when the file ends there", () => {
    expect(cells("a,b\n1,2")).toEqual([["a", "b"], ["1", "2"]]);
    expect(cells("a,b\n1,2", ",", false)).toEqual([["a", "b"]]);
  });

  it.each([
    ["id,phone\n", ","],
    ["id;phone;tags\n", ";"],
    ["id\tphone\n", "\t"],
    ["id\n", ","],
  ])("sees what separates the cells of %j", (text, mark) => expect(delimiterOf(text)).toBe(mark));
});

describe("writing a CSV", () => {
  it("quotes what needs it", () => expect(csvLine([1, 'say "hi"', "a,b"])).toBe('1,"say ""hi""","a,b"\r\n'));

  it("keeps a spreadsheet from running a cell as a formula, and phone numbers as they are", () => {
    expect(csvLine(["=1+1", "@x", "+1 (212) 555-0147"])).toBe("'=1+1,'@x,+1 (212) 555-0147\r\n");
  });
});
