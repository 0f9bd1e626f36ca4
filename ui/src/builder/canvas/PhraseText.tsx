import { Fragment } from "react";
import type { Phrase } from "~/journey/steps/phrase";

/** A sentence with its stressed words stressed. */
export function PhraseText({ phrase }: { phrase: Phrase }) {
  // A phrase never changes its order, so the index is what names a part.
  return phrase.map((part, index) =>
    typeof part === "string" ? (
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={index}>{part}</Fragment>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <strong key={index}>{part.stress}</strong>
    ),
  );
}
