import { describe, expect, it } from "vitest";
import { followed, pieces, unsubscribeAddress } from "./links";

const links = (text: string) => pieces(text).flatMap((piece) => (piece.href === null ? [] : [piece.href]));

describe("addresses in a text", () => {
  it("keeps every character in order", () => {
    const text = "See (https://a.example/x?y=1), or http://b.example.\nBye";
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });

  it.each([
    ["See https://a.example/new.", ["https://a.example/new"]],
    ["(https://a.example/a_(b))", ["https://a.example/a_(b"]],
    ["https://a.example/?q=1&r=2, https://b.example!", ["https://a.example/?q=1&r=2", "https://b.example"]],
    ["Nothing, not even www.example.com or javascript:alert(1)", []],
    ["", []],
  ])("finds where they lead", (text, expected) => expect(links(text)).toEqual(expected));
});

describe("what may be followed", () => {
  it.each([
    ["https://a.example", "https://a.example"],
    [" mailto:a@b.example ", "mailto:a@b.example"],
    ["javascript:alert(1)", null],
    ["data:text/html,x", null],
    ["/relative", null],
    [null, null],
  ])("%s", (href, expected) => expect(followed(href)).toBe(expected));

  it("takes the web address of a List-Unsubscribe header", () => {
    expect(unsubscribeAddress("<mailto:a@b.example>, <https://a.example/p/x/unsubscribe>")).toBe("https://a.example/p/x/unsubscribe");
    expect(unsubscribeAddress("<mailto:a@b.example>")).toBeNull();
    expect(unsubscribeAddress(undefined)).toBeNull();
  });
});
