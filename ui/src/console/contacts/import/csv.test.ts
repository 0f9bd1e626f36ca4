import { describe, expect, it } from "vitest";
import { csvText, readCsv } from "./csv";

function cells(text: string, delimiter = ","): string[][] {
  const records: string[][] = [];
  readCsv(text, delimiter, (record) => records.push(record));
  return records;
}

describe("reading a CSV", () => {
  it("keeps commas, quotes and line breaks inside quotes", () => {
    expect(cells('a,"b, c","d ""e""","f\r\ng"\n1,2,3,4').slice(0, 2)).toEqual([
      ["a", "b, c", 'd "e"', "f\r\ng"],
      ["1", "2", "3", "4"],
    ]);
  });

  it("counts a last line without a line break, and empty lines", () => expect(cells("a,b\n\n1,2")).toEqual([["a", "b"], [""], ["1", "2"]]));

  it.each([
    ['id,"name"\r\n1,"Ann"\n2,"Ben"\r\n3,Carla', "line breaks of two kinds"],
    ['id,"name"\r1,"Ann"\r2,"Ben"\r3,Carla', "old ones of a Mac"],
  ])("reads %j, %s", (text) => expect(cells(text)).toEqual([["id", "name"], ["1", "Ann"], ["2", "Ben"], ["3", "Carla"]]));

  it("takes what is said to separate them", () => expect(cells("a,b;c\n", ";")[0]).toEqual(["a,b", "c"]));
});

describe("writing a CSV", () => {
  it("quotes what needs it", () => expect(csvText([[1, 'say "hi"', "a,b"]])).toBe('1,"say ""hi""","a,b"\r\n'));

  it("keeps a spreadsheet from running a cell as a formula, and phone numbers as they are", () => {
    expect(csvText([["=1+1", "@x", "+1 (212) 555-0147"]])).toBe('"\'=1+1","\'@x",+1 (212) 555-0147\r\n');
  });

  it("of nothing is nothing", () => expect(csvText([])).toBe(""));
});
