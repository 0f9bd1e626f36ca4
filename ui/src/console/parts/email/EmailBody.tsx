import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { htmlParts, isHtml, type Part } from "./htmlParts";
import { pieces } from "./links";
import classes from "./EmailBody.module.css";

/** What an e-mail says, with links that can be followed. Of HTML only words, their order and where links lead: nothing is loaded and nothing runs. */
export function EmailBody({ body }: { body: string }) {
  const html = isHtml(body);
  const shown = useMemo(() => (html ? rich(htmlParts(body)) : plain(body)), [body, html]);
  return (
    <>
      <div className={html ? classes["html"] : classes["text"]}>{shown}</div>
      {html && <p className={classes["small"]}>HTML, shown without its pictures, styles and scripts.</p>}
    </>
  );
}

const plain = (text: string): ReactNode => together(pieces(text).map((piece) => (piece.href === null ? piece.text : outside(piece.href, piece.text))));

/** Parts that never change their places, and so need no keys. */
const together = (parts: ReactNode[]): ReactNode => createElement(Fragment, null, ...parts);

const outside = (href: string, inside: ReactNode): ReactNode => (
  <a href={href} target="_blank" rel="noreferrer">
    {inside}
  </a>
);

const rich = (parts: readonly Part[]): ReactNode =>
  together(
    parts.map((part) => {
      if (typeof part === "string") return part;
      if (part.tag === "br" || part.tag === "hr") return createElement(part.tag);
      return part.href === null ? createElement(part.tag, null, rich(part.inside)) : outside(part.href, rich(part.inside));
    }),
  );
