/** The shapes of the API, as the contract gives them. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface FieldProblem {
  /** `body`, `query`, `path` or `header`. */
  place: string;
  /** Where in it: a JSON pointer for a body, else the parameter's name. */
  pointer: string;
  message: string;
  remedy: string;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: FieldProblem[];
  findings?: Finding[];
}

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
}
export interface SendEmailData {
  subject: string;
  body: string;
  from?: string;
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
export type StepType = keyof StepData;

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
}

export interface JourneyDocument {
  schema: "postroad/journey@1";
  name: string;
  settings: JourneySettings;
  nodes: Step[];
  edges: Edge[];
}

// Journeys

export interface Finding {
  code: string;
  severity: "error" | "warning";
  node_id: string | null;
  message: string;
  remedy: string;
  edge_id?: string | null;
  /** Where in the step's data: `paths.0.where`. */
  field?: string | null;
}

export type JourneyStatus = "draft" | "live" | "paused" | "cancelled" | "archived";

export interface VersionSummary {
  version: number;
  published_at: string;
  digest: string;
  /** Whether it takes the new enrolments. */
  current: boolean;
}

export interface Journey {
  id: string;
  name: string;
  status: JourneyStatus;
  draft: JourneyDocument;
  /** Newest first. */
  versions: VersionSummary[];
  /** The version that takes new enrolments. */
  version: number | null;
  /** Whether the draft differs from that version. */
  changed: boolean;
  created_at: string;
  updated_at: string;
}

export interface JourneyRow {
  id: string;
  name: string;
  status: JourneyStatus;
  created_at: string;
  updated_at: string;
  version: number | null;
  enrolments: { active: number; total: number };
  messages: { sent: number; skipped: number; failed: number };
}

export interface Version extends VersionSummary {
  document: JourneyDocument;
}

export interface ReasonCount {
  reason: string;
  sentence: string;
  count: number;
}

export interface LaunchPreview {
  /** Contacts who match and would be enrolled. */
  audience: number;
  /** Of those, who would get the first SMS on their way. */
  reach: number;
  skipped: ReasonCount[];
  segments: number;
  sender: { id: string; rate: number | null } | null;
  seconds: number | null;
}

export interface StepNumbers {
  here: number;
  entered: number;
  left: Record<string, number>;
  sent: number;
  delivered: number;
  clicked: number;
  replied: number;
  skipped: number;
  failed: number;
  unknown: number;
  /** Why some were skipped or failed. */
  reasons: ReasonCount[];
  /** Why some wait at the carrier's door. */
  held: ReasonCount[];
}
export interface Live {
  id: string;
  status: JourneyStatus;
  steps: Record<string, StepNumbers>;
}

export type EnrolmentStatus = "active" | "completed" | "exited" | "converted" | "cancelled";

export interface PathEntry {
  node_id: string;
  at: string;
  outcome: string | null;
  reason: string | null;
  /** The reason in words. */
  sentence?: string | null;
}
export interface Enrolment {
  id: number;
  journey: string;
  version?: number;
  contact: string;
  status: EnrolmentStatus;
  step?: string | null;
  rest?: string | null;
  due_at?: string | null;
  entered_at?: string;
  reason?: string | null;
  sentence?: string | null;
  key?: string;
  enrolled_at?: string;
  ended_at?: string | null;
  path?: PathEntry[];
}

// Contacts

export type ConsentState = "opted_in" | "opted_out" | "pending" | "unknown";

export interface Contact {
  external_id: string;
  phone: string | null;
  phone_raw: string | null;
  phone_problem: string | null;
  /** Why it can't be texted, in words, with the remedy. */
  phone_sentence?: string | null;
  email: string | null;
  email_problem?: string | null;
  first_name: string | null;
  last_name: string | null;
  timezone: string | null;
  language: string | null;
  country: string | null;
  attributes: Record<string, Json>;
  tags: string[];
  score?: number;
  consent: { sms: ConsentState; email: ConsentState };
  created_at?: string;
  updated_at?: string;
}

// Fields of conditions

export type FieldKind = "text" | "number" | "boolean" | "date" | "datetime" | "tags" | "choice" | "event";

export interface FieldInfo {
  /** The name a condition uses: `contact.plan`, `consent.sms`, `happened.purchase`. */
  name: string;
  label: string;
  group?: string;
  kind: FieldKind;
  /** Values that occur, most frequent first. */
  values?: (string | { value: string; label: string })[];
}
export interface Fields {
  fields: FieldInfo[];
  /** Names of events seen so far, with their properties. */
  events: { name: string; properties: { name: string; kind?: FieldKind; values?: string[] }[] }[];
  timezones?: string[];
}

// Messages

export interface SmsPreview {
  text: string;
  encoding: "GSM-7" | "UCS-2";
  segments: number;
  units: number;
  clause: { text: string; segments: number } | null;
  warnings: (string | { code?: string; message: string; remedy?: string })[];
  culprits?: { character: string; name?: string; replacement?: string | null; position?: number }[];
  missing?: string[];
}

export interface Message {
  id: number;
  to: string;
  body: string;
  encoding: string;
  segments: number;
  state: string;
  reason: string | null;
  carrier: string | null;
  carrier_id: string | null;
  node_id: string;
  times: Record<string, string | null>;
}

export interface Sender {
  id: string;
  carrier: string;
  number?: string | null;
  rate: number | null;
}

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

export interface RehearsalContact {
  external_id: string;
  phone?: string | null;
  email?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  timezone?: string | null;
  language?: string | null;
  country?: string | null;
  attributes?: Record<string, Json>;
  tags?: string[];
  sms_consent?: { state: ConsentState; source?: string };
}

export interface Rehearsal {
  journey: JourneyDocument;
  start: string;
  /** Where it stops; without one, when nobody waits for a time any more. */
  until?: string;
  contacts: RehearsalContact[];
  timeline: TimelineEntry[];
}

export interface RehearsalMessage {
  contact: string;
  channel: string;
  to: string | null;
  node_id: string;
  at: string;
  state: string;
  reason: string | null;
  /** The reason in words. */
  sentence: string | null;
  subject: string | null;
  body: string | null;
  encoding: string | null;
  segments: number;
  visit: number;
  enrolment: number;
  timezone: string;
}
export interface RehearsalReply {
  at: string;
  to: string;
  contact: string | null;
  kind: string;
  state: string;
  body: string;
}
export interface RehearsalEnrolment {
  id: number;
  contact: string;
  status: EnrolmentStatus;
  reason: string | null;
  sentence: string | null;
  version: number;
  key: string;
  enrolled_at: string;
  ended_at: string | null;
  at_step: string | null;
  due_at: string | null;
  path: PathEntry[];
}
export interface RehearsalAnswer {
  messages: RehearsalMessage[];
  replies: RehearsalReply[];
  enrolments: RehearsalEnrolment[];
  /** What on the timeline could not be done, as in real life. */
  refused: { at: string; do: string; detail: string }[];
  findings: Finding[];
  unmet: string[];
  until: string;
}
