"""Findings: what is wrong or doubtful about a journey, in words a marketer understands."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, TypedDict, Unpack

from pydantic import BaseModel, ConfigDict

Severity = Literal["error", "warning"]


class FindingCode(StrEnum):
    """Every code a finding can have. Stable: rename none, add freely."""

    NOT_A_DOCUMENT = "not_a_document"
    UNKNOWN_SCHEMA = "unknown_schema"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_STEP_TYPE = "unknown_step_type"
    UNKNOWN_FIELD = "unknown_field"
    UNREADABLE_TEXT = "unreadable_text"
    NESTED_TOO_DEEP = "nested_too_deep"
    TOO_MANY_STEPS = "too_many_steps"

    DUPLICATE_STEP_ID = "duplicate_step_id"
    DUPLICATE_EDGE_ID = "duplicate_edge_id"
    DUPLICATE_OUTLET_ID = "duplicate_outlet_id"
    NO_TRIGGER = "no_trigger"
    SEVERAL_TRIGGERS = "several_triggers"
    EDGE_FROM_UNKNOWN_STEP = "edge_from_unknown_step"
    EDGE_TO_UNKNOWN_STEP = "edge_to_unknown_step"
    EDGE_INTO_TRIGGER = "edge_into_trigger"
    UNKNOWN_OUTLET = "unknown_outlet"
    OUTLET_USED_TWICE = "outlet_used_twice"
    UNREACHABLE_STEP = "unreachable_step"
    NOTHING_AFTER_TRIGGER = "nothing_after_trigger"
    OPEN_OUTLET = "open_outlet"
    SELF_LOOP = "self_loop"
    CYCLE_WITHOUT_WAIT = "cycle_without_wait"
    NEVER_ENDS = "never_ends"
    OUTLET_NEVER_TAKEN = "outlet_never_taken"

    NO_EVENT_NAME = "no_event_name"
    UNKNOWN_BUILT_IN_EVENT = "unknown_built_in_event"
    INVALID_KEY = "invalid_key"
    INVALID_REQUIRES = "invalid_requires"
    SAME_EVENT_TWICE = "same_event_twice"
    MOVED_WITHOUT_KEY = "moved_without_key"
    KEY_MATCH_WITHOUT_KEY = "key_match_without_key"
    NO_KEYWORD = "no_keyword"
    RESERVED_KEYWORD = "reserved_keyword"
    AUDIENCE_IS_EVERYBODY = "audience_is_everybody"

    UNKNOWN_CONDITION_FIELD = "unknown_condition_field"
    UNKNOWN_OPERATOR = "unknown_operator"
    CONDITION_PROBLEM = "condition_problem"
    UNKNOWN_MESSAGE_STEP = "unknown_message_step"
    UNKNOWN_SEGMENT = "unknown_segment"
    EVENT_NEVER_CARRIED = "event_never_carried"

    NO_PATHS = "no_paths"
    PATH_TAKES_EVERYBODY = "path_takes_everybody"
    PATH_NEVER_TAKEN = "path_never_taken"
    NO_ARMS = "no_arms"
    PERCENTAGE_OUT_OF_RANGE = "percentage_out_of_range"
    PERCENTAGES_NOT_100 = "percentages_not_100"

    WAIT_EMPTY = "wait_empty"
    WAIT_AMBIGUOUS = "wait_ambiguous"
    INVALID_DURATION = "invalid_duration"
    DURATION_NOT_POSITIVE = "duration_not_positive"
    DURATION_TOO_LONG = "duration_too_long"
    INVALID_TIME = "invalid_time"
    INVALID_LOCAL_TIME = "invalid_local_time"
    INVALID_DATE_FIELD = "invalid_date_field"
    WAIT_ON_UNCARRIED_PROPERTY = "wait_on_uncarried_property"
    UNTIL_IN_PAST = "until_in_past"
    IF_PAST_HAS_NO_EFFECT = "if_past_has_no_effect"
    QUIET_HOURS_ALWAYS_PUSH = "quiet_hours_always_push"
    LIMIT_WITHOUT_DATE = "limit_without_date"
    ALWAYS_TOO_LATE = "always_too_late"
    REMINDER_AFTER_EVENT = "reminder_after_event"
    REMINDER_TOO_LATE = "reminder_too_late"
    LATE_COMER_GETS_NOTHING = "late_comer_gets_nothing"

    NO_BODY = "no_body"
    NO_SUBJECT = "no_subject"
    INVALID_SENDER_ADDRESS = "invalid_sender_address"
    BODY_AND_TEMPLATE = "body_and_template"
    UNKNOWN_TEMPLATE = "unknown_template"
    UNKNOWN_SENDER = "unknown_sender"
    TEMPLATE_PROBLEM = "template_problem"
    DATE_FORMAT = "date_format"
    UNKNOWN_CONTACT_FIELD = "unknown_contact_field"
    UNDECLARED_PROPERTY = "undeclared_property"
    RAW_DATE = "raw_date"
    FOREIGN_TAG = "foreign_tag"
    MARKUP_IN_TEXT = "markup_in_text"
    REPLY_WORD_TAKEN = "reply_word_taken"
    BODY_NOT_JSON = "body_not_json"
    BODY_NOT_DECLARED = "body_not_declared"
    MERGE_FIELD_IN_JSON = "merge_field_in_json"
    PUBLIC_SHORTENER = "public_shortener"
    MUST_ASK_FOR_START = "must_ask_for_start"
    BODY_TURNS_UCS2 = "body_turns_ucs2"
    MANY_SEGMENTS = "many_segments"
    BODY_TOO_LONG = "body_too_long"
    NO_OPT_OUT_CLAUSE = "no_opt_out_clause"
    NO_UNSUBSCRIBE_LINK = "no_unsubscribe_link"
    MARKETING_WITHOUT_CONSENT_BRANCH = "marketing_without_consent_branch"

    NOTHING_TO_UPDATE = "nothing_to_update"
    NOT_SETTABLE = "not_settable"
    INVALID_FIELD_VALUE = "invalid_field_value"
    TAG_ADDED_AND_REMOVED = "tag_added_and_removed"
    INVALID_URL = "invalid_url"
    INVALID_HEADER = "invalid_header"

    NO_NAME = "no_name"
    ACCOUNT_UNNAMED = "account_unnamed"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    INVALID_QUIET_HOURS = "invalid_quiet_hours"
    INVALID_FREQUENCY_CAP = "invalid_frequency_cap"


class Finding(BaseModel):
    """One thing to mend (error: stops a publish) or to know (warning)."""

    model_config = ConfigDict(frozen=True)

    code: FindingCode
    """Stable, for programs."""
    severity: Severity
    node_id: str | None = None
    """The step it is about; None when it is about the whole document or a line between steps."""
    message: str
    """Names the thing and says what is wrong."""
    remedy: str
    """Says what to do."""
    edge_id: str | None = None
    """The line it is about, where it is about one."""
    field: str | None = None
    """Where in the step's data or the journey's settings, as a dotted path: `paths.0.where`."""

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}"


class Where(TypedDict, total=False):
    """What a finding is about; nothing of it when it is the whole document."""

    node: str | None
    edge: str | None
    field: str | None


def error(code: FindingCode, message: str, remedy: str, **where: Unpack[Where]) -> Finding:
    """A finding that stops a publish."""
    return _finding("error", code, message, remedy, where)


def warning(code: FindingCode, message: str, remedy: str, **where: Unpack[Where]) -> Finding:
    """A finding to know about; a publish goes on."""
    return _finding("warning", code, message, remedy, where)


def _finding(severity: Severity, code: FindingCode, message: str, remedy: str, where: Where) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        node_id=where.get("node"),
        message=message,
        remedy=remedy,
        edge_id=where.get("edge"),
        field=where.get("field"),
    )


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a publish."""
    return [finding for finding in findings if finding.severity == "error"]
