import { describe, expect, it } from "vitest";
import { htmlParts, type Part } from "./htmlParts";

/** The parts as one writes them: `p[text]`, a link with where it leads. */
const written = (parts: readonly Part[]): string =>
  parts
    .map((part) => (typeof part === "string" ? part : `${part.tag}${part.href === null ? "" : `(${part.href})`}[${written(part.inside)}]`))
    .join("");
const read = (html: string): string => written(htmlParts(html));

describe("HTML as it is shown", () => {
  it.each([
    ["<p>One <b>two</b></p><p>three", "p[One b[two]]p[three]"],
    ["<P CLASS='x' onclick=\"alert(1)\" style='color:red'>One</P>", "p[One]"],
    ["<p>One<p>two", "p[One]p[two]"],
    ["<ul><li>One<li>two</ul>", "ul[li[One]li[two]]"],
    ["<li>stray", "div[stray]"],
    ["<h1>Title</h1>", "p[strong[Title]]"],
    ["<table><tr><td>One</td><td>two</td></tr></table>", "div[div[div[One]div[two]]]"],
    ["One<br>two<br/>three<hr>", "Onebr[]twobr[]threehr[]"],
    ["<a href='https://a.example'>go</a>", "span(https://a.example)[go]"],
    ['<a class=x HREF="https://a.example/?a=1">go</a>', "span(https://a.example/?a=1)[go]"],
    ["<a href='javascript:alert(1)'>no</a>", "span[no]"],
    ["<a data-href='https://a.example'>no</a>", "span[no]"],
    ["<img src=x onerror=alert(1) alt='A lighthouse'>", "A lighthouse"],
    ["<html><head><title>No</title></head><body>Yes</body></html>", "div[div[Yes]]"],
    ["a<script>if (1 < 2) document.write('<p>no</p>')</script>b", "ab"],
    ["a<STYLE>p > b {}</STYLE >b", "ab"],
    ["a<!-- <p>no</p> -->b<!doctype html>c", "abc"],
    ["<P>İİİİ</P><STYLE>p {}</STYLE><p>Ankara</p>", "p[İİİİ]p[Ankara]"],
    ["</p>One</div>", "One"],
    ["<b><i>One</b> two", "b[i[One]] two"],
    ["<p>Caf&eacute; &amp; bar&nbsp;&#x2615;", "p[Café & bar\u00a0☕]"],
    ["<p>1 &lt; 2 &lt;script&gt;", "p[1 < 2 <script>]"],
    ["<a href='https://a.example/?a=1&amp;b=2'>go</a>", "span(https://a.example/?a=1&b=2)[go]"],
    ["a<svg><p>no</p></svg>b<noscript>no", "ab"],
  ])("%s", (html, expected) => expect(read(html)).toBe(expected));

  it.each(["<", "<p", "<p ", "<script>", "<!--", "a < b and c > d", "<a href=", "</", "<>", ""])("reads %s to its end", (html) => {
    expect(read(html)).toBeTypeOf("string");
  });

  it("keeps what is no tag", () => expect(read("1 < 2 and 3 > 2")).toBe("1 < 2 and 3 > 2"));

  it("reads very deep and very much without getting slower and slower", { timeout: 10_000 }, () => {
    expect(htmlParts("<div>".repeat(100_000))).toHaveLength(1);
    // A tag without an end says nothing.
    expect(htmlParts(`a${"<a <".repeat(100_000)}`)).toEqual(["a"]);
    expect(htmlParts("<p>a</b>".repeat(100_000))).toHaveLength(100_000);
    expect(htmlParts("<script>".repeat(100_000))).toHaveLength(0);
  });
});
