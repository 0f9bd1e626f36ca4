import { describe, expect, it } from "vitest";
import type { Step, StepData, StepType } from "~/api/types";
import { plain } from "./phrase";
import { newData, sentence, STEP_DEFINITIONS } from "./registry";

const says = <T extends StepType>(type: T, data: StepData[T]) =>
  plain(sentence({ id: "x", type, position: { x: 0, y: 0 }, data } as unknown as Step));
const where = (field: string, operator: string, value: unknown) => ({ combinator: "and" as const, rules: [{ field, operator, value }] });

describe("a step reads as a sentence", () => {
  it.each<[string, string]>([
    [says("trigger", { on: { kind: "event", name: "webinar.registered" } }), "When webinar.registered happens"],
    [
      says("trigger", { on: { kind: "event", name: "order", where: where("event.total", ">", 100) } }),
      "When order happens and the event's total is more than 100",
    ],
    [says("trigger", { on: { kind: "audience", where: { combinator: "and", rules: [] } } }), "At launch: all contacts"],
    [
      says("trigger", { on: { kind: "audience", where: where("contact.plan", "=", "pro") } }),
      "At launch: contacts who match plan is pro",
    ],
    [says("trigger", { on: { kind: "keyword", keyword: "join" } }), "When a phone texts JOIN"],
    [says("branch", { paths: [{ id: "yes", label: "", where: where("consent.sms", "=", "opted_in") }] }), "Opted in to SMS?"],
    [
      says("branch", {
        paths: [
          { id: "a", label: "VIP", where: where("contact.plan", "=", "vip") },
          { id: "b", label: "", where: where("contact.tags", "contains", "new") },
        ],
      }),
      "Branch: VIP, tags include new",
    ],
    [says("split", { arms: [{ id: "a", percent: 70 }, { id: "b", percent: 30 }] }), "Random split: 70 / 30"],
    [says("wait", { for: "PT1H" }), "Wait 1 hour"],
    [says("wait", { until: "2026-03-01T09:00:00Z" }), "Wait until 1 Mar 2026, 09:00 UTC"],
    [says("wait", { at: { time: "09:00", weekdays: ["mon", "tue", "wed", "thu", "fri"] } }), "Wait until 09:00 on Mon–Fri, their time"],
    [says("wait", { at: { time: "18:30" } }), "Wait until 18:30, their time"],
    [says("wait", { relative: { to: "event.starts_at", offset: "-PT1H" } }), "Wait until 1 hour before event.starts_at"],
    [
      says("wait", { relative: { to: "contact.birthday", offset: "PT0S", yearly: true } }),
      "Wait until their next birthday",
    ],
    [says("wait_for", { event: "purchase", timeout: "P3D" }), "Wait for purchase, at most 3 days"],
    [says("send_sms", { body: "Hi {{ contact.first_name }}!\nSee you" }), "Text “Hi ‹first name›! See you”"],
    [says("send_sms", { body: " " }), "Text … write the message"],
    [says("send_sms", { template_id: "" }), "Text … choose a message of the library"],
    [says("send_sms", { template_id: "t_48n6h7px" }), "Text a message of the library"],
    [
      plain(
        sentence({ id: "x", type: "send_sms", position: { x: 0, y: 0 }, data: { template_id: "t_48n6h7px" } }, (name) =>
          name === "library.t_48n6h7px" ? { name, label: "Reminder", kind: "text" } : undefined,
        ),
      ),
      "Text “Reminder” of the library",
    ],
    [says("send_email", { subject: "Welcome", body: "" }), "E-mail “Welcome”"],
    [says("send_sms", { body: "Hi", not_later_than: "PT10M" }), "Text “Hi”, not later than 10 minutes after it was due"],
    [says("send_sms", { template_id: "", not_later_than: "no_limit" }), "Text … choose a message of the library, however late"],
    [says("send_email", { subject: "Hi", body: "", not_later_than: "event" }), "E-mail “Hi”, not later than the date waited for"],
    [
      says("wait", { relative: { to: "event.starts_at", offset: "-PT1H" }, not_later_than: "event" }),
      "Wait until 1 hour before event.starts_at, not later than event.starts_at",
    ],
    [says("wait", { for: "PT1H", not_later_than: "P1D" }), "Wait 1 hour, not later than 1 day after it was due"],
    [says("update_contact", { set: { plan: "pro" }, add_tags: ["vip"], add_score: 5 }), "Set plan to pro, add tag vip, add 5 to the score"],
    [says("webhook", { url: "https://example.com/hook?x=1" }), "Call example.com/hook"],
    [says("ask_opt_in", { body: "", timeout: "P7D" }), "Ask to opt in, wait at most 7 days"],
    [says("exit", { reason: "bought" }), "Leave: bought"],
  ])("%s", (text, wanted) => {
    expect(text).toBe(wanted);
  });

  it("for every new step of every type", () => {
    for (const { type } of STEP_DEFINITIONS) expect(says(type, newData(type)).length).toBeGreaterThan(3);
  });
});
