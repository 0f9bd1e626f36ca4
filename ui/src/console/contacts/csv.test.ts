import { describe, expect, it } from "vitest";
import { csvLine, delimiterOf, preview, records, renamed } from "./csv";

const bytes = (text: string) => new TextEncoder().encode(text);
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

  it("shows the header and the first rows, without a byte order mark and empty rows", () => {
    const shown = preview(bytes("\uFEFFid; Name \n\n1;Zoë\n2;Åsa\n"), true);
    expect(shown).toMatchObject({ delimiter: ";", header: ["id", "Name"], rows: [["1", "Zoë"], ["2", "Åsa"]] });
  });

  it("has nothing to show of an empty file", () => expect(preview(bytes(""), true)).toBeNull());

  it("names columns otherwise without touching the rows", async () => {
    const file = new Blob(["\uFEFFKundnr,Telefon\n7,\"070, 1\"\n"]);
    const shown = preview(new Uint8Array(await file.arrayBuffer()), true);
    if (shown === null) throw new Error("no preview");
    expect(await renamed(file, shown, ["external_id", "phone"]).text()).toBe('external_id,phone\n7,"070, 1"\n');
    expect(renamed(file, shown, ["Kundnr", "Telefon"])).toBe(file);
  });
});

describe("writing a CSV", () => {
  it("quotes what needs it", () => expect(csvLine([1, 'say "hi"', "a,b"])).toBe('1,"say ""hi""","a,b"\r\n'));

  it("keeps a spreadsheet from running a cell as a formula, and phone numbers as they are", () => {
    expect(csvLine(["=1+1", "@x", "+1 (212) 555-0147"])).toBe("'=1+1,'@x,+1 (212) 555-0147\r\n");
  });
});
