"""Consent: what one number (or one e-mail address) agreed to, and who may change it.

Sources: 47 CFR 64.1200(a)(10) (revocation by any reasonable means), the CTIA Messaging Principles
(double opt-in, START undoes STOP), and the account's own duty to document where consent came from.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, assert_never

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import DAY, Millis

PENDING_VALID: Millis = 30 * DAY
"""How long a request to opt in stays open for its START."""

EVIDENCE_KEPT_YEARS = 4
"""The least time a consent change stays in the log: the limitation period of the TCPA (28 U.S.C. 1658)."""

Channel = Literal["sms", "email"]


NOT_OPTED_IN: Final = "not_opted_in"
"""A claim that somebody has not opted in: `no`, `false`, not subscribed. It is no STOP: a documented opt-in later
counts."""
ClaimedState = ConsentState | Literal["not_opted_in"]


class SourceKind(StrEnum):
    """Who or what says it."""

    PHONE = "phone"
    """A message from the number itself: STOP, START, a keyword."""
    FORM = "form"
    """A form with consent wording, filled in by the person."""
    PREFERENCE_PAGE = "preference_page"
    """The person's own page behind a link that only they were sent; an unsubscribe link counts as this."""
    IMPORT = "import"
    API = "api"
    USER = "user"
    """Somebody working in the account."""
    JOURNEY = "journey"
    """A step of a journey that asks for an opt-in."""
    CARRIER = "carrier"
    """The carrier told us, as with Twilio's error 21610."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept to prove a change; the time and the number are the log row's own."""

    wording: str | None = None
    """The exact words the person agreed to, or wrote."""
    wording_version: str | None = None
    page: str | None = None
    keyword: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    actor: str | None = None
    """Who did it, when somebody other than the person did."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim about consent comes from."""

    kind: SourceKind
    document: str | None = None
    """Where the person agreed, in the words of whoever claims it: `web form 2026-03`."""
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def documented(self) -> bool:
        """Whether an opt-in from this source says where it was given.

        A form and the phone prove themselves. An import, an API call or a user has to name the source.
        """
        match self.kind:
            case SourceKind.PHONE | SourceKind.FORM | SourceKind.PREFERENCE_PAGE:
                return True
            case SourceKind.IMPORT | SourceKind.API | SourceKind.USER:
                return _says_something(self.document)
            case SourceKind.JOURNEY | SourceKind.CARRIER:
                return False
            case _ as never:
                assert_never(never)


class UnchangedReason(StrEnum):
    """Why a claim did not become the state."""

    ONLY_THE_PHONE = "only_the_phone_undoes_a_stop"
    ONLY_THE_PERSON = "only_the_person_undoes_an_unsubscribe"
    UNDOCUMENTED = "no_documented_source"
    ALREADY_OPTED_IN = "already_opted_in"
    SAYS_NOTHING = "unknown_says_nothing"

    @property
    def sentence(self) -> str:
        """What the import result and the API answer say about it."""
        return _KEPT_SENTENCES[self]


_KEPT_SENTENCES: dict[UnchangedReason, str] = {
    UnchangedReason.ONLY_THE_PHONE: (
        "The number stays opted out: it said STOP, or was imported so; only a START from that phone can undo it."
    ),
    UnchangedReason.ONLY_THE_PERSON: "The contact unsubscribed; only they can undo it. It stays opted out.",
    UnchangedReason.UNDOCUMENTED: (
        "The opt-in was claimed without saying where it was given, so it was not taken over; "
        "give its source, such as: web form 2026-03."
    ),
    UnchangedReason.ALREADY_OPTED_IN: "The number is opted in already; there is nothing to ask for.",
    UnchangedReason.SAYS_NOTHING: "A state of unknown says nothing new, so what was known is kept.",
}


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """What the state is after a claim."""

    state: ConsentState
    changed: bool
    """Whether a row goes into the consent log."""
    kept_reason: UnchangedReason | None = None
    """Why the claim was not followed; None when it was, or when it said what was known already."""


def state_now(state: ConsentState, since: Millis, now: Millis) -> ConsentState:
    """The state as it counts at `now`: a request to opt in is `unknown` again after 30 days without START."""
    if state is ConsentState.PENDING and now - since >= PENDING_VALID:
        return ConsentState.UNKNOWN
    return state


def decide(
    current: ConsentState,
    claimed: ClaimedState | None,
    source: Source,
    *,
    channel: Channel = "sms",
) -> ConsentDecision:
    """What a claim makes of the state. Give `current` through `state_now`, so that an old request has lapsed.

    An opt-out is believed from anybody. What was opted out is opted in again by the phone alone (for e-mail:
    by the person alone). An opt-in counts when its source is documented. `not_opted_in` takes an opt-in back, to
    `unknown`, and leaves everything else.
    """
    if claimed == NOT_OPTED_IN:
        taken_back = current is ConsentState.OPTED_IN
        return ConsentDecision(ConsentState.UNKNOWN if taken_back else current, changed=taken_back)
    if claimed is None or claimed is current:
        return ConsentDecision(current, changed=False)
    if claimed is ConsentState.OPTED_OUT:
        return ConsentDecision(ConsentState.OPTED_OUT, changed=True)
    if current is ConsentState.OPTED_OUT:
        if claimed is ConsentState.OPTED_IN and _may_undo(source.kind, channel):
            return ConsentDecision(ConsentState.OPTED_IN, changed=True)
        unchanged = UnchangedReason.ONLY_THE_PHONE if channel == "sms" else UnchangedReason.ONLY_THE_PERSON
        return ConsentDecision(current, changed=False, kept_reason=unchanged)
    match claimed:
        case ConsentState.OPTED_IN:
            if source.documented:
                return ConsentDecision(ConsentState.OPTED_IN, changed=True)
            return ConsentDecision(current, changed=False, kept_reason=UnchangedReason.UNDOCUMENTED)
        case ConsentState.PENDING:
            if current is ConsentState.OPTED_IN:
                return ConsentDecision(current, changed=False, kept_reason=UnchangedReason.ALREADY_OPTED_IN)
            return ConsentDecision(ConsentState.PENDING, changed=True)
        case ConsentState.UNKNOWN:
            return ConsentDecision(current, changed=False, kept_reason=UnchangedReason.SAYS_NOTHING)
        case _ as never:
            assert_never(never)


def refusal(
    state: ConsentState, *, transactional: bool = False, unknown_may_get_transactional: bool = False
) -> Reason | None:
    """Why an SMS may not go to a number in this state (as of `state_now`), or None when it may.

    Marketing needs `opted_in`. Transactional does too, unless the account lets it go to numbers that never
    said anything; STOP blocks both.
    """
    match state:
        case ConsentState.OPTED_IN:
            return None
        case ConsentState.OPTED_OUT:
            return Reason.OPTED_OUT
        case ConsentState.PENDING | ConsentState.UNKNOWN if transactional and unknown_may_get_transactional:
            return None
        case ConsentState.PENDING:
            return Reason.CONSENT_PENDING
        case ConsentState.UNKNOWN:
            return Reason.CONSENT_UNKNOWN
        case _ as never:
            assert_never(never)


def asking(state: ConsentState) -> Literal["pass", "leave", "ask", "wait"]:
    """What a step that asks for an opt-in does with a number in this state (as of `state_now`).

    `pass`: opted in already. `leave`: opted out, by `timed_out` at once. `ask`: send the question and set
    `pending`. `wait`: it was asked within the last 30 days; the question is sent once.
    """
    match state:
        case ConsentState.OPTED_IN:
            return "pass"
        case ConsentState.OPTED_OUT:
            return "leave"
        case ConsentState.UNKNOWN:
            return "ask"
        case ConsentState.PENDING:
            return "wait"
        case _ as never:
            assert_never(never)


def _may_undo(kind: SourceKind, channel: Channel) -> bool:
    if channel == "sms":
        return kind is SourceKind.PHONE
    return kind in (SourceKind.FORM, SourceKind.PREFERENCE_PAGE)


_EMPTY_WORDS = frozenset({"", "-", "?", ".", "n/a", "na", "none", "null", "unknown", "nil", "tbd"})


def _says_something(document: str | None) -> bool:
    return (document or "").strip().casefold() not in _EMPTY_WORDS
