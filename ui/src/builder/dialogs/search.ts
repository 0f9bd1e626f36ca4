import type { JourneyDocument, Step } from "~/api/types";
import type { FieldInfo } from "~/journey/conditions/field";
import { plain } from "~/journey/steps/phrase";
import { definitionOf, sentence } from "~/journey/steps/registry";

/** Steps that have every word of the query in their sentence, type, id or text; best first. */
export function searchSteps(
  document: JourneyDocument,
  query: string,
  info: (field: string) => FieldInfo | undefined = () => undefined,
): Step[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return document.nodes.toSorted(byPosition);
  return document.nodes
    .map((step) => ({ step, score: score(step, words, info) }))
    .filter(({ score: points }) => points > 0)
    .toSorted((a, b) => b.score - a.score || byPosition(a.step, b.step))
    .map(({ step }) => step);
}

function score(step: Step, words: readonly string[], info: (field: string) => FieldInfo | undefined): number {
  const title = `${plain(sentence(step, info))} ${step.id}`.toLowerCase();
  const { label, searchWords } = definitionOf(step.type);
  const rest = `${label} ${searchWords} ${JSON.stringify(step.data)}`.toLowerCase();
  let points = 0;
  for (const word of words) {
    if (title.includes(word)) points += 2;
    else if (rest.includes(word)) points += 1;
    else return 0;
  }
  return points;
}

const byPosition = (a: Step, b: Step): number => a.position.y - b.position.y || a.position.x - b.position.x;
