import type { JourneyDocument, Position } from "~/api/types";
import { openOutlets, stepById } from "~/journey/document/document";
import { STUB, edgePoints, entryPoint, outletPoint, routes } from "~/journey/layout/edges";
import type { Place } from "../edit/edit";

/** Where a step dropped at a point would go: the nearest edge or open outlet within reach, else free. */
export function placeAt(document: JourneyDocument, point: Position, reach: number): Place {
  let best: Place = { at: "position", position: point };
  let nearest = reach;
  const offer = (place: Place, away: number) => {
    if (away < nearest) {
      nearest = away;
      best = place;
    }
  };
  const known = routes(document);
  for (const edge of document.edges) {
    const source = stepById(document, edge.source);
    const target = stepById(document, edge.target);
    if (!source || !target) continue;
    const points = edgePoints(outletPoint(source, edge.sourceHandle), entryPoint(target), known.get(edge.id)?.turn);
    offer({ at: "edge", edge: edge.id }, lineDistance(points, point));
  }
  for (const step of document.nodes) {
    for (const outlet of openOutlets(document, step)) {
      const from = outletPoint(step, outlet.id);
      // A slight preference over edges, and for outlets that must lead somewhere.
      const away = lineDistance([from, { x: from.x, y: from.y + STUB + 20 }], point) - (outlet.optional ? 0 : 6);
      offer({ at: "outlet", source: step.id, outlet: outlet.id }, away);
    }
  }
  return best;
}

function lineDistance(points: readonly Position[], point: Position): number {
  let best = Infinity;
  for (let index = 1; index < points.length; index += 1) {
    const a = points[index - 1];
    const b = points[index];
    if (!a || !b) continue;
    const x = Math.max(Math.min(a.x, b.x), Math.min(Math.max(a.x, b.x), point.x));
    const y = Math.max(Math.min(a.y, b.y), Math.min(Math.max(a.y, b.y), point.y));
    best = Math.min(best, Math.hypot(point.x - x, point.y - y));
  }
  return best;
}
