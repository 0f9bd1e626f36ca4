import type { JourneyDocument, PathEntry } from "~/api/types";
import { edgeFrom } from "~/journey/document/document";

/** One contact's passage through a journey, for drawing: steps with their visits, edges, and where it is now. */
export interface Passage {
  steps: ReadonlyMap<string, PathEntry[]>;
  edges: ReadonlySet<string>;
  last: string | null;
}

/**
 * Reads a path into a passage. An outcome that names an outlet tells the edge; otherwise the edge is the one
 * that leads to the step visited next.
 */
export function passageOf(document: JourneyDocument, path: readonly PathEntry[]): Passage {
  const steps = new Map<string, PathEntry[]>();
  const edges = new Set<string>();
  for (const [index, entry] of path.entries()) {
    steps.set(entry.node_id, [...(steps.get(entry.node_id) ?? []), entry]);
    const next = path[index + 1]?.node_id;
    const named = entry.outcome === null ? undefined : edgeFrom(document, entry.node_id, entry.outcome);
    const leading = document.edges.find((edge) => edge.source === entry.node_id && edge.target === next);
    const edge = named && (next === undefined || named.target === next) ? named : leading;
    if (edge && (next !== undefined || named)) edges.add(edge.id);
  }
  return { steps, edges, last: path.at(-1)?.node_id ?? null };
}
