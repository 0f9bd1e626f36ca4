import type { components } from "./schema";

/** Names for the shapes of the API. All of them are derived from its OpenAPI; where the UI holds one more strictly, it says why. */
export type Schemas = components["schemas"];

export type Json = Schemas["JsonValue"];

/** One page of a list, newest first. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** What the API answers a refusal with; a proxy in front of it may answer less. */
export type Problem = Partial<Schemas["Problem"]>;
export type Finding = Schemas["Finding"];

// The journey document as the UI holds it: nothing left out, no nulls that only mean a default (`completed` makes it so).

type Fill<Shape, Name extends keyof Shape> = Omit<Shape, Name> & { [Key in Name]-?: Exclude<Shape[Key], undefined | null> };

/** The shape without nulls where a field may be left out as well, and with whole conditions. */
type Held<Shape> = Shape extends readonly (infer Item)[]
  ? Held<Item>[]
  : Shape extends object
    ? string extends keyof Shape
      ? Shape
      : "combinator" extends keyof Shape
        ? Condition
        : { [Key in keyof Shape]: Held<object extends Pick<Shape, Key> ? Exclude<Shape[Key], null> : Shape[Key]> }
    : Shape;

/** Both may carry an id of the editor of conditions; it is taken off before saving. */
export type Rule = Schemas["Rule"] & { id?: string };
export interface Condition extends Pick<Fill<Schemas["Condition"], "combinator">, "combinator" | "not"> {
  id?: string;
  rules: (Rule | Condition)[];
}

/** As the API and files have it: whatever has a default may be left out. */
export type AnyCondition = Schemas["SegmentSummary"]["condition"];

export type StepType = Schemas["JourneyNode"]["type"];
type DataOf<Type extends StepType> = Held<NonNullable<Extract<Schemas["JourneyNode"], { type: Type }>["data"]>>;

export type BranchPath = Fill<Held<Schemas["BranchPath"]>, "label">;
export type SplitArm = Held<Schemas["SplitArm"]>;
export type RelativeTime = Fill<Held<Schemas["RelativeTime"]>, "offset">;

/** What each type of step is told. */
export type StepData = { [Type in StepType]: Type extends keyof FilledData ? FilledData[Type] : DataOf<Type> };
interface FilledData {
  branch: { paths: BranchPath[] };
  wait: Omit<DataOf<"wait">, "relative"> & { relative?: RelativeTime };
}
export type TriggerOn = Held<Schemas["Trigger"]>;
export type WaitData = StepData["wait"];
export type WaitForData = StepData["wait_for"];
export type Weekday = NonNullable<Schemas["LocalTime"]["weekdays"]>[number];

export type Position = Required<Schemas["CanvasPosition"]>;
export type StepOf<Type extends StepType> = { id: string; type: Type; position: Position; data: StepData[Type] };
/** A step of a journey: one node of the document. */
export type Step = { [Type in StepType]: StepOf<Type> }[StepType];
export type Edge = Schemas["JourneyEdge"];

/** Here a null says something: no quiet hours, no cap, no goal. */
type Nullable = "quiet_hours" | "frequency_cap" | "goal";
type PlainSettings = Held<Schemas["JourneySettings"]>;
export type JourneySettings = Omit<PlainSettings, Nullable> & { [Name in Nullable]?: PlainSettings[Name] | null };

export interface JourneyDocument {
  schema: Schemas["Document"]["schema"];
  name: string;
  settings: JourneySettings;
  nodes: Step[];
  edges: Edge[];
}

/** A document as the API and files have it: whatever has a default may be left out. */
export type AnyDocument = Schemas["Document"];

type IsDocument<Document extends AnyDocument> = Document;
/** Does not compile when the UI's document is none of the API's. */
export type CheckedDocument = IsDocument<JourneyDocument>;

// Journeys

export type JourneyStatus = Schemas["JourneySummary"]["status"];
export type JourneyRow = Schemas["JourneySummary"];
export type Journey = Omit<Schemas["Journey"], "draft"> & { draft: JourneyDocument };
export type VersionSummary = Schemas["VersionSummary"];
export type Version = Omit<Schemas["Version"], "document"> & { document: JourneyDocument };
export type ReasonCount = Schemas["ReasonCount"];
export type LaunchPreview = Schemas["LaunchPreview"];
export type StepNumbers = Schemas["StepNumbers"];
export type Live = Schemas["Live"];

export type Enrolment = Schemas["Enrolment"];
export type EnrolmentStatus = Enrolment["status"];
export type EnrolmentWithPath = Schemas["EnrolmentWithPath"];
/** A step that was passed: when, and by which outlet it was left. Rehearsals put no reason into words. */
export type PathEntry = Schemas["PathEntry"] | Schemas["RehearsedHop"];

// Contacts, messages, fields

export type Contact = Schemas["Contact"];
export type ConsentState = Schemas["Consent"]["sms"];
export type Sender = Schemas["Sender"];
export type Message = Schemas["Message"];
export type MessageState = Message["state"];
export type SmsPreview = Schemas["SmsPreview"];
export type FieldKind = Schemas["FieldInfo"]["kind"];

// Rehearsal

/** What the rehearsal's panel can put on its timeline; the API takes more. */
export type TimelineEntry = Exclude<Schemas["TimelineEntry"], { do: "archive" | "publish" | "cancel_message" }>;
export type RehearsalContact = Schemas["RehearsedContact"];
export interface Rehearsal {
  start: string;
  journey: JourneyDocument;
  contacts: RehearsalContact[];
  timeline: TimelineEntry[];
}
export type RehearsalAnswer = Schemas["RehearsalResult"];

/**
 * What is answered with every default filled in. The description has one shape for what is sent and what is answered,
 * and in what is sent they may be left out.
 */
export type Filled<Shape> = Shape extends readonly (infer Item)[] ? Filled<Item>[] : Shape extends object ? { [Name in keyof Shape]-?: Filled<Shape[Name]> } : Shape;
export const filled = <Shape>(answered: Shape): Filled<Shape> => answered as Filled<Shape>;
