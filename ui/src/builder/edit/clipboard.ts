import type { Edge, JourneyDocument, Position, Step } from "~/api/types";
import { mapRules } from "~/journey/conditions/rules";
import { freshEdgeId, freshStepId, isStart, mapConditions } from "~/journey/document/document";

/** Part of a journey, as it travels through the clipboard: between journeys, tabs and files. */
export interface Part {
  schema: "postroad/journey-part@1";
  nodes: Step[];
  edges: Edge[];
}

/** The steps with these ids and the edges among them; null when nothing of it can be copied. The start stays. */
export function copyPart(document: JourneyDocument, ids: ReadonlySet<string>): Part | null {
  const nodes = document.nodes.filter((step) => ids.has(step.id) && !isStart(step));
  if (nodes.length === 0) return null;
  const copied = new Set(nodes.map((step) => step.id));
  const edges = document.edges.filter((edge) => copied.has(edge.source) && copied.has(edge.target));
  return { schema: "postroad/journey-part@1", nodes: structuredClone(nodes), edges: structuredClone(edges) };
}

export const writePart = (part: Part): string => JSON.stringify(part, null, 2);

/** Reads a part, or a whole journey document, from text; null when it is neither. */
export function readPart(text: string): Part | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== "object" || raw === null) return null;
  const { schema, nodes, edges } = raw as Partial<Part> & { schema?: unknown };
  if (schema !== "postroad/journey-part@1" && String(schema) !== "postroad/journey@1") return null;
  if (!Array.isArray(nodes) || !nodes.every(isStep)) return null;
  const steps = nodes.filter((step) => !isStart(step));
  if (steps.length === 0) return null;
  const known = new Set(steps.map((step) => step.id));
  const kept = (Array.isArray(edges) ? edges : []).filter(
    (edge) => known.has(edge?.source) && known.has(edge?.target) && typeof edge.sourceHandle === "string",
  );
  return { schema: "postroad/journey-part@1", nodes: steps, edges: kept };
}

function isStep(node: unknown): node is Step {
  if (typeof node !== "object" || node === null) return false;
  const { id, type, data } = node as Record<string, unknown>;
  return typeof id === "string" && typeof type === "string" && typeof data === "object" && data !== null;
}

export interface Pasted {
  document: JourneyDocument;
  stepIds: string[];
}

/**
 * Puts a part into a document with ids of its own. What refers to a copied step, such as a condition on
 * its message, refers to the new one. `at` is where its top left corner goes.
 */
export function pastePart(document: JourneyDocument, part: Part, at: Position): Pasted {
  const taken = new Set(document.nodes.map((step) => step.id));
  const ids = new Map<string, string>();
  for (const step of part.nodes) {
    const id = freshStepId(taken, step.type);
    taken.add(id);
    ids.set(step.id, id);
  }
  const left = Math.min(...part.nodes.map((step) => step.position?.x ?? 0));
  const top = Math.min(...part.nodes.map((step) => step.position?.y ?? 0));
  const nodes = part.nodes.map((step) => {
    const moved = {
      ...structuredClone(step),
      id: ids.get(step.id) ?? step.id,
      position: { x: Math.round((step.position?.x ?? 0) - left + at.x), y: Math.round((step.position?.y ?? 0) - top + at.y) },
    };
    return mapConditions(moved, (condition) => mapRules(condition, (rule) => ({ ...rule, field: renamed(rule.field, ids) })));
  });
  const edges = part.edges.flatMap((edge) => {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    if (source === undefined || target === undefined) return [];
    return [{ id: freshEdgeId(document, source, edge.sourceHandle), source, sourceHandle: edge.sourceHandle, target }];
  });
  return {
    document: { ...document, nodes: [...document.nodes, ...nodes], edges: [...document.edges, ...edges] },
    stepIds: [...ids.values()],
  };
}

function renamed(field: string, ids: ReadonlyMap<string, string>): string {
  const [root, ...rest] = field.split(".");
  const id = root === "message" ? ids.get(rest.join(".")) : undefined;
  return id === undefined ? field : `message.${id}`;
}

/** Copies of steps beside the originals. */
export function duplicate(document: JourneyDocument, ids: ReadonlySet<string>): Pasted {
  const part = copyPart(document, ids);
  if (part === null) return { document, stepIds: [] };
  const left = Math.min(...part.nodes.map((step) => step.position.x));
  const top = Math.min(...part.nodes.map((step) => step.position.y));
  return pastePart(document, part, { x: left + 36, y: top + 36 });
}
