import { describe, expect, it } from "vitest";
import { stepById } from "~/journey/document/document";
import { outletPoint } from "~/journey/layout/edges";
import { journey } from "~/testing/journeys";
import { placeAt } from "./drop";

const line = journey({ start: "trigger", sms1: "send_sms", exit1: "exit" }, ["start next sms1", "sms1 next exit1"]);

describe("dropping a step", () => {
  const sms = stepById(line, "sms1");
  const below = sms ? outletPoint(sms, "next") : { x: 0, y: 0 };

  it("near an edge puts it there", () => {
    expect(placeAt(line, { x: below.x + 30, y: below.y + 30 }, 60)).toEqual({ at: "edge", edge: "sms1-next" });
  });

  it("near an open end puts it there", () => {
    const open = sms ? outletPoint(sms, "not_sent") : below;
    expect(placeAt(line, { x: open.x + 12, y: open.y + 30 }, 60)).toEqual({ at: "outlet", source: "sms1", outlet: "not_sent" });
  });

  it("far from everything leaves it where it is", () => {
    expect(placeAt(line, { x: 900, y: 900 }, 60)).toEqual({ at: "position", position: { x: 900, y: 900 } });
  });
});
