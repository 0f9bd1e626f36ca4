import { describe, expect, it } from "vitest";
import { journey } from "~/testing/journeys";
import { copyName, fileName, fileText, readJourney } from "./journeyFile";

describe("a journey as a file", () => {
  it("comes back as it was", () => {
    const document = journey({ start: "trigger", s: "send_sms" }, ["start next s"]);
    expect(readJourney(`\uFEFF${fileText(document)}`)).toEqual(document);
  });

  it.each([
    ["nodes: []", /not JSON/],
    ["null", /a journey file/],
    ["{}", /a journey file/],
    ['{"schema":"postroad/journey@1","nodes":[]}', /no lines/],
  ])("refuses %s with a reason", (text, reason) => expect(() => readJourney(text)).toThrow(reason));

  it.each([
    ["Webinar reminder", "webinar-reminder.json"],
    ["Påminnelse – höst!", "paminnelse-host.json"],
    ["会议", "journey.json"],
  ])("of %s is called %s", (name, file) => expect(fileName(name)).toBe(file));

  it("is copied under a free name", () => {
    expect(copyName("Welcome", new Set())).toBe("Copy of Welcome");
    expect(copyName("Copy of Welcome", new Set(["Copy of Welcome"]))).toBe("Copy 2 of Welcome");
  });
});
