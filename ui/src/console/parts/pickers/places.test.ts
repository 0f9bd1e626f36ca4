import { describe, expect, it } from "vitest";
import { countries, countryName, languages, timeZones, withCurrent } from "./places";

describe("what one can choose from", () => {
  it("has every country once, and no codes that were given up", () => {
    const codes = countries().map((choice) => choice.value);
    expect(codes.length).toBeGreaterThan(235);
    expect(codes).toEqual(expect.arrayContaining(["US", "SE", "MM", "GB"]));
    for (const gone of ["BU", "DD", "SU", "UK", "EU", "ZZ"]) expect(codes).not.toContain(gone);
    expect(new Set(countries().map((choice) => choice.label)).size).toBe(codes.length);
  });

  it("names a country, or keeps a code that is none", () => {
    expect(countryName("SE")).toBe("Sweden");
    expect(countryName("US-TX")).toBe("US-TX");
  });

  it("begins with UTC", () => expect(timeZones()[0]).toBe("UTC"));
  it("has languages by name", () => expect(languages()).toContainEqual({ value: "sv", label: "Swedish" }));
  it("keeps what is set already", () => expect(withCurrent([{ value: "a", label: "A" }], "b")).toHaveLength(2));
});
