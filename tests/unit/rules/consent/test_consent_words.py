"""Words for consent: a no is not opted in, only an opt-out is final, and what is not known is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.consent.consent import NOT_OPTED_IN, ClaimedState
from engine.rules.consent.consent_words import read_consent_cell, required_consent_cell
from engine.rules.outcomes.states import ConsentState

WRITTEN: dict[ClaimedState, tuple[str | bool | int, ...]] = {
    ConsentState.OPTED_IN: (
        "opted_in", "Opted-In", "Opted In", "OPT_IN", "SUBSCRIBED", "Subscribed", "yes", "Y", "TRUE", "true", "1",
        "1.0", "on", "x", True, 1, "Yes.", "ja", "Oui", "Sí",
    ),
    ConsentState.OPTED_OUT: (
        "opted_out", "OPTED OUT", "Opt-Out", "UNSUBSCRIBED", "unsubscribe", "STOP", "Stop", "do not text",
        "Do Not Contact", "DO_NOT_DISTURB", "DND", "dnc", "Don’t text", "revoked", "Suppressed", "blocked",
        "Spam complaint",
    ),
    ConsentState.PENDING: ("pending", "PENDING", "unconfirmed", "Not confirmed"),
    ConsentState.UNKNOWN: ("unknown", "UNKNOWN", "not set"),
    NOT_OPTED_IN: (
        "no", "No", "NO.", "n", "N", "false", "FALSE", "f", "0", "0.0", False, 0, "off", "none", "None", "never",
        "NOT_SUBSCRIBED", "not subscribed", "Non-subscribed", "NEVER_SUBSCRIBED", "not opted in", "Not opted-in",
        "no consent", "not_opted_in", "declined", "Cleaned", "bounced", "transactional", "inactive", "nein", "non",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("state", "said"), [(state, said) for state in WRITTEN for said in WRITTEN[state]])
def test_what_systems_write_for_consent_is_read(state: ClaimedState, said: str | bool | int) -> None:
    assert read_consent_cell(said) == state


@pytest.mark.parametrize("said", [None, "", "  ", "-", "_"])
def test_an_empty_cell_claims_nothing(said: str | None) -> None:
    assert read_consent_cell(said) is None


@pytest.mark.parametrize("said", ["maybe", "2", 2, "web form", "yes and no", "2026-03-01"])
def test_other_words_are_refused_with_a_remedy(said: str | int) -> None:
    with pytest.raises(ValueError, match="is not known; write opted_in, opted_out, pending, not_opted_in or unknown"):
        required_consent_cell(said)


@given(st.one_of(st.text(max_size=80), st.integers(), st.booleans()))
def test_no_word_is_taken_for_an_opt_out_that_does_not_say_so(said: str | int | bool) -> None:
    try:
        state = read_consent_cell(said)
    except ValueError:
        return
    assert state is not ConsentState.OPTED_OUT or str(said).strip()
