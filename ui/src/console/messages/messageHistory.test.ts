import { describe, expect, it } from "vitest";
import type { SentMessage } from "~/api/messages/messages";
import { messageHistory, waitingFor } from "./messageHistory";

const at = (second: number) => `2026-11-21T12:00:0${second}Z`;
const message = (part: Partial<SentMessage>): SentMessage => ({
  id: 1,
  channel: "sms",
  to: "+12125550101",
  subject: null,
  body: "Hi",
  encoding: "GSM-7",
  segments: 1,
  state: "delivered",
  reason: null,
  sentence: null,
  code: null,
  carrier: "sandbox",
  carrier_id: "SB1",
  sender: "sandbox",
  message_class: "marketing",
  node_id: "s1",
  visit: 1,
  clause: false,
  notes: [],
  journey: "j_1",
  contact: "ann",
  enrolment_id: 1,
  times: { created: at(0), claimed: at(0), handed: at(1), delivered: at(2), clicked: null, replied: null, settled: at(1) },
  ...part,
});

const words = (sent: SentMessage) => messageHistory(sent).map((moment) => moment.what);

describe("the life of a message", () => {
  it("is told from its writing to the phone", () => {
    expect(words(message({}))).toEqual([
      "Written for this contact",
      "Checked again and claimed for sending",
      "Handed to the virtual phones",
      "Delivered to the phone",
    ]);
  });

  it("of one that was never tried is its skipping, with the reason", () => {
    const times = { created: at(0), claimed: null, handed: null, delivered: null, clicked: null, replied: null, settled: at(0) };
    const moments = messageHistory(message({ state: "skipped", reason: "opted_out", sentence: "The number is opted out.", times }));
    expect(moments).toEqual([{ at: at(0), what: "Skipped", why: "The number is opted out.", tone: "warn" }]);
  });

  it("names the carrier's code of a refusal", () => {
    const times = { created: at(0), claimed: at(1), handed: null, delivered: null, clicked: null, replied: null, settled: at(2) };
    const moments = messageHistory(message({ state: "rejected", sentence: "The carrier refused the message.", code: "30007", times }));
    expect(moments.at(-1)).toMatchObject({ what: "Rejected by the carrier", why: "The carrier refused the message. The carrier's code is 30007." });
  });

  it("says what one that has not left is waiting for", () => {
    expect(waitingFor(message({ state: "planned", sentence: "It is quiet hours." }))).toBe("It is quiet hours.");
    expect(waitingFor(message({}))).toBeNull();
  });
});
