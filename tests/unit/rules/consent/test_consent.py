"""Consent: who may claim what, what only the phone can undo, and how long a question stays open."""

from itertools import product

import pytest

from engine.rules.consent.consent import (
    EVIDENCE_KEPT_YEARS,
    NOT_OPTED_IN,
    PENDING_VALID,
    Source,
    SourceKind,
    UnchangedReason,
    asking,
    decide,
    refusal,
    state_now,
)
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import DAY

IN, OUT, PENDING, UNKNOWN = (
    ConsentState.OPTED_IN,
    ConsentState.OPTED_OUT,
    ConsentState.PENDING,
    ConsentState.UNKNOWN,
)
NOW = 1_800_000_000_000
PHONE = Source(SourceKind.PHONE)
FORM = Source(SourceKind.FORM)
IMPORT = Source(SourceKind.IMPORT, "web form 2026-03")
BARE_IMPORT = Source(SourceKind.IMPORT)
EVERYBODY = [Source(kind, "web form 2026-03") for kind in SourceKind]


@pytest.mark.parametrize(("current", "source"), list(product(ConsentState, EVERYBODY)))
def test_an_opt_out_is_believed_from_anybody(current: ConsentState, source: Source) -> None:
    decision = decide(current, OUT, source)

    assert decision.state is OUT
    assert decision.changed is (current is not OUT)


@pytest.mark.parametrize("source", [source for source in EVERYBODY if source.kind is not SourceKind.PHONE])
@pytest.mark.parametrize("claimed", [IN, PENDING, UNKNOWN])
def test_nobody_but_the_phone_undoes_a_stop(claimed: ConsentState, source: Source) -> None:
    decision = decide(OUT, claimed, source)

    assert (decision.state, decision.changed, decision.kept_reason) == (OUT, False, UnchangedReason.ONLY_THE_PHONE)


def test_the_phone_undoes_a_stop() -> None:
    assert decide(OUT, IN, PHONE).state is IN


@pytest.mark.parametrize(
    ("kind", "undone"),
    [
        (SourceKind.PREFERENCE_PAGE, True),
        (SourceKind.FORM, True),
        (SourceKind.PHONE, False),
        (SourceKind.IMPORT, False),
        (SourceKind.USER, False),
    ],
)
def test_an_unsubscribe_from_email_is_undone_by_the_person_alone(kind: SourceKind, undone: bool) -> None:
    decision = decide(OUT, IN, Source(kind, "web form"), channel="email")

    assert decision.changed is undone
    assert decision.kept_reason is (None if undone else UnchangedReason.ONLY_THE_PERSON)


@pytest.mark.parametrize("current", [UNKNOWN, PENDING])
@pytest.mark.parametrize("source", [PHONE, FORM, IMPORT, Source(SourceKind.API, "checkout page v2")])
def test_a_documented_opt_in_counts(current: ConsentState, source: Source) -> None:
    assert decide(current, IN, source).state is IN


@pytest.mark.parametrize("document", [None, "", "  ", "n/a", "None", "unknown", "-"])
@pytest.mark.parametrize("kind", [SourceKind.IMPORT, SourceKind.API, SourceKind.USER])
@pytest.mark.parametrize("current", [UNKNOWN, PENDING])
def test_an_opt_in_that_says_not_where_it_was_given_is_not_taken_over(
    current: ConsentState, kind: SourceKind, document: str | None
) -> None:
    decision = decide(current, IN, Source(kind, document))

    assert (decision.state, decision.changed, decision.kept_reason) == (current, False, UnchangedReason.UNDOCUMENTED)
    assert "source" in UnchangedReason.UNDOCUMENTED.sentence


def test_an_undocumented_claim_does_not_take_a_documented_opt_in_away() -> None:
    decision = decide(IN, IN, BARE_IMPORT)

    assert (decision.state, decision.changed, decision.kept_reason) == (IN, False, None)


@pytest.mark.parametrize("current", ConsentState)
def test_a_claim_of_nothing_changes_nothing(current: ConsentState) -> None:
    assert decide(current, None, IMPORT) == decide(current, current, IMPORT)
    assert decide(current, None, IMPORT).state is current


@pytest.mark.parametrize("current", [IN, PENDING])
def test_unknown_takes_nothing_away(current: ConsentState) -> None:
    assert decide(current, UNKNOWN, IMPORT).state is current


def test_a_question_makes_an_unknown_number_pending_and_leaves_an_opted_in_one() -> None:
    journey = Source(SourceKind.JOURNEY)

    assert decide(UNKNOWN, PENDING, journey).state is PENDING
    assert decide(IN, PENDING, journey).kept_reason is UnchangedReason.ALREADY_OPTED_IN


def test_a_question_lapses_after_thirty_days() -> None:
    assert PENDING_VALID == 30 * DAY
    assert state_now(PENDING, NOW - PENDING_VALID + 1, NOW) is PENDING
    assert state_now(PENDING, NOW - PENDING_VALID, NOW) is UNKNOWN


@pytest.mark.parametrize("state", [IN, OUT, UNKNOWN])
def test_no_other_state_lapses(state: ConsentState) -> None:
    assert state_now(state, 0, NOW) is state


@pytest.mark.parametrize(
    ("state", "marketing", "transactional", "unknown_allowed"),
    [
        (IN, None, None, None),
        (OUT, Reason.OPTED_OUT, Reason.OPTED_OUT, Reason.OPTED_OUT),
        (PENDING, Reason.CONSENT_PENDING, Reason.CONSENT_PENDING, None),
        (UNKNOWN, Reason.CONSENT_UNKNOWN, Reason.CONSENT_UNKNOWN, None),
    ],
)
def test_who_may_be_texted(
    state: ConsentState, marketing: Reason | None, transactional: Reason | None, unknown_allowed: Reason | None
) -> None:
    assert refusal(state) is marketing
    assert refusal(state, unknown_may_get_transactional=True) is marketing
    assert refusal(state, transactional=True) is transactional
    assert refusal(state, transactional=True, unknown_may_get_transactional=True) is unknown_allowed


@pytest.mark.parametrize(("state", "does"), [(IN, "pass"), (OUT, "leave"), (UNKNOWN, "ask"), (PENDING, "wait")])
def test_a_number_is_asked_once(state: ConsentState, does: str) -> None:
    assert asking(state) == does


@pytest.mark.parametrize(("current", "after"), [(IN, UNKNOWN), (OUT, OUT), (PENDING, PENDING), (UNKNOWN, UNKNOWN)])
@pytest.mark.parametrize("source", [IMPORT, BARE_IMPORT, Source(SourceKind.API)])
def test_a_no_takes_an_opt_in_back_and_is_no_stop(current: ConsentState, after: ConsentState, source: Source) -> None:
    decision = decide(current, NOT_OPTED_IN, source)

    assert (decision.state, decision.changed, decision.kept_reason) == (after, current is IN, None)
    if current is not OUT:
        assert decide(after, IN, IMPORT).state is IN


def test_evidence_outlives_the_time_to_sue() -> None:
    assert EVIDENCE_KEPT_YEARS >= 4
