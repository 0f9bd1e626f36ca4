import type { JourneyDocument, Step } from "~/api/types";
import { isStart } from "~/journey/document/document";
import { definitionOf, outletOf } from "~/journey/steps/registry";

export interface Connection {
  source: string;
  sourceHandle: string;
  target: string;
}

/**
 * Why a connection can't be made, in words for the person who drags it; null when it can.
 * A connection from an outlet that already leads somewhere moves it, so that is no reason.
 */
export function refusal(document: JourneyDocument, wanted: Connection): string | null {
  const steps = new Map(document.nodes.map((step) => [step.id, step]));
  const source = steps.get(wanted.source);
  const target = steps.get(wanted.target);
  if (!source || !target) return "That step no longer exists.";
  if (!outletOf(source, wanted.sourceHandle)) return "That outlet no longer exists.";
  if (isStart(target)) return "Nothing can lead back to the trigger.";
  if (source.id === target.id) return "A step can't connect to itself.";
  if (turnsWithoutWaiting(document, steps, source, target, wanted.sourceHandle)) {
    return "Contacts would loop without waiting. Add a wait to the loop.";
  }
  return null;
}

/** Whether `target` leads back to `source` with no wait on the whole turn. */
function turnsWithoutWaiting(
  document: JourneyDocument,
  steps: ReadonlyMap<string, Step>,
  source: Step,
  target: Step,
  outletId: string,
): boolean {
  if (definitionOf(source.type).waits || definitionOf(target.type).waits) return false;
  const next = new Map<string, string[]>();
  for (const edge of document.edges) {
    if (edge.source === source.id && edge.sourceHandle === outletId) continue;
    next.set(edge.source, [...(next.get(edge.source) ?? []), edge.target]);
  }
  const visited = new Set<string>();
  const open = [target.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === source.id) return true;
    if (visited.has(id)) continue;
    visited.add(id);
    for (const following of next.get(id) ?? []) {
      const step = steps.get(following);
      if (step && !definitionOf(step.type).waits) open.push(following);
    }
  }
  return false;
}
