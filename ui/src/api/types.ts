import type { components } from "./schema";

/** The shapes of the API, generated from its OpenAPI; written here is only what the builder says more strictly. */
type Schemas = components["schemas"];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Problem = Partial<Omit<Schemas["Problem"], "findings">> & { findings?: Finding[] };

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

// The journey document

export interface Rule {
  id?: string;
  field: string;
  operator: string;
  value?: unknown;
  within?: string;
}

export interface Condition {
  id?: string;
  combinator: "and" | "or";
  not?: boolean;
  rules: (Rule | Condition)[];
}

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export type TriggerOn =
  | {
      kind: "event";
      name: string;
      where?: Condition | null;
      key?: string | null;
      requires?: string[];
      updated_by?: string | null;
      when_moved?: "again" | "waits_only";
      not_older_than?: string | null;
      cancelled_by?: string | null;
    }
  | { kind: "audience"; where: Condition }
  | { kind: "manual" }
  | { kind: "keyword"; keyword: string };

export interface TriggerData {
  on: TriggerOn;
}
export interface BranchPath {
  id: string;
  label: string;
  where: Condition;
}
export interface BranchData {
  paths: BranchPath[];
}
export interface SplitArm {
  id: string;
  percent: number;
  label?: string;
}
export interface SplitData {
  arms: SplitArm[];
}
export interface WaitData {
  for?: string;
  until?: string;
  at?: { time: string; weekdays?: Weekday[] };
  relative?: { to: string; offset: string; yearly?: boolean };
  if_past?: "continue" | "missed";
  not_later_than?: string;
}
export interface WaitForData {
  event: string;
  where?: Condition | null;
  match_key?: boolean;
  timeout: string;
}
export interface SendSmsData {
  body?: string;
  template_id?: string;
  sender?: string;
  opt_out_clause?: "auto" | "never";
  on_unknown?: "hold" | "resend";
  not_later_than?: string;
}
export interface SendEmailData {
  subject: string;
  body: string;
  from?: string;
  not_later_than?: string;
}
export interface UpdateContactData {
  set?: Record<string, Json>;
  add_tags?: string[];
  remove_tags?: string[];
  add_score?: number;
}
export interface WebhookData {
  url: string;
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: string;
  headers?: Record<string, string>;
}
export interface AskOptInData {
  body: string;
  timeout: string;
}
export interface ExitData {
  reason?: string | null;
}

export interface StepData {
  trigger: TriggerData;
  branch: BranchData;
  split: SplitData;
  wait: WaitData;
  wait_for: WaitForData;
  send_sms: SendSmsData;
  send_email: SendEmailData;
  update_contact: UpdateContactData;
  webhook: WebhookData;
  ask_opt_in: AskOptInData;
  exit: ExitData;
}
/** Every type of step that the API knows. */
export type StepType = Schemas["JourneyNode"]["type"];

export interface Position {
  x: number;
  y: number;
}
export type StepOf<T extends StepType> = { id: string; type: T; position: Position; data: StepData[T] };
/** A step of a journey: one node of the document. */
export type Step = { [T in StepType]: StepOf<T> }[StepType];

export interface Edge {
  id: string;
  source: string;
  sourceHandle: string;
  target: string;
}

export interface JourneySettings {
  message_class?: "marketing" | "transactional";
  re_entry?: "never" | "after_exit" | "always";
  on_opt_out?: "skip_sms" | "exit";
  timezone?: string;
  quiet_hours?: { start: string; end: string } | null;
  frequency_cap?: { messages: number; per: string } | null;
  goal?: Condition | null;
  goal_counts?: "since_entry" | "ever";
}

/** A document with nothing left out and no nulls for defaults, as the builder holds it (`completed` makes it so). */
export interface JourneyDocument {
  schema: "postroad/journey@1";
  name: string;
  settings: JourneySettings;
  nodes: Step[];
  edges: Edge[];
}

/** A document as the API and files have it: whatever has a default may be left out. */
export type AnyDocument = Schemas["Document"];

type IsDocument<T extends AnyDocument> = T;
/** Does not compile when the builder's document is none of the API's. */
export type CheckedDocument = IsDocument<JourneyDocument>;

// Journeys

export type Finding = Schemas["Finding"];
export type JourneyStatus = Schemas["JourneySummary"]["status"];
export type VersionSummary = Schemas["VersionSummary"];
export type Journey = Omit<Schemas["Journey"], "draft"> & { draft: JourneyDocument };
export type JourneyRow = Schemas["JourneySummary"];
export type Version = Omit<Schemas["Version"], "document"> & { document: JourneyDocument };
export type ReasonCount = Schemas["ReasonCount"];
export type LaunchPreview = Schemas["LaunchPreview"];
export type StepNumbers = Schemas["StepNumbers"];
export type Live = Schemas["Live"];

export type Enrolment = Schemas["Enrolment"];
export type EnrolmentStatus = "active" | "completed" | "exited" | "converted" | "cancelled";
export type EnrolmentWithPath = Schemas["EnrolmentWithPath"];
/** A step that was passed: when, and by which outlet it was left. */
export interface PathEntry {
  node_id: string;
  at: string;
  outcome: string | null;
  reason: string | null;
  sentence?: string | null;
}

// Contacts

export type Contact = Omit<Schemas["Contact"], "attributes"> & { attributes: Record<string, Json> };
export type ConsentState = "opted_in" | "opted_out" | "pending" | "unknown";

// Fields of conditions

export type FieldKind = Schemas["FieldInfo"]["kind"];
/** A field that a condition can name, and the values it takes. */
export interface FieldInfo {
  name: string;
  label: string;
  kind: FieldKind;
  /** Those that occur, the most frequent first; with a label where the value is a code. */
  values?: readonly (string | { value: string; label: string })[];
}
export interface Fields {
  fields: readonly FieldInfo[];
  /** Events that have come, or that a journey waits for. */
  events: readonly { name: string; properties: readonly { name: string; kind: FieldKind; values?: readonly string[] }[] }[];
  /** Messages of the library by name, as far as they are known. */
  library?: readonly { id: string; name: string }[];
}

// Messages

export type SmsPreview = Schemas["SmsPreview"];
export type Message = Schemas["Message"];
export type Sender = Schemas["Sender"];

// Rehearsal

export type TimelineEntry = { at: string } & (
  | { do: "event"; contact?: string | null; name: string; properties: Record<string, Json> }
  | { do: "reply"; from: string; body: string }
  | { do: "update_contact"; contact: string; set: Record<string, Json> }
  | { do: "enrol"; contacts: string[] }
  | { do: "launch" }
  | { do: "cancel"; contact?: string | null }
  | { do: "pause" }
  | { do: "resume"; overdue: "send" | "skip" | "shift" }
);

export type RehearsalContact = Omit<Schemas["RehearsedContact"], "attributes"> & { attributes?: Record<string, Json> };
export interface Rehearsal {
  journey: JourneyDocument;
  start: string;
  contacts: RehearsalContact[];
  timeline: TimelineEntry[];
}
export type RehearsalAnswer = Schemas["RehearsalResult"];
export type RehearsalMessage = Schemas["RehearsedMessage"];
