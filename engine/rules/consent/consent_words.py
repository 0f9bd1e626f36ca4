"""What systems and people write into a column for consent, and what of it is final.

`no`, `false`, `0` and NOT_SUBSCRIBED say that somebody has not opted in, not that they asked to be left alone: systems
write them of everybody who was never asked. A documented opt-in later counts. Only the words of an opt-out are final.
"""

from __future__ import annotations

from typing import Final

from engine.rules.consent.consent import NOT_OPTED_IN, ClaimedState
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.dates import read_date

_YES: Final = "yes, y, true, t, 1, on, x, checked, ja, si, sí, oui, sim"

_WORDS: Final[dict[ClaimedState, str]] = {
    ConsentState.OPTED_IN: (
        "opted in, opt in, optin, optedin, double opt in, single opt in, subscribed, subscribe, subscriber, "
        "resubscribed, consented, consent given, consent, granted, agreed, accepted, confirmed, allowed, "
        f"allow, permitted, active, enabled, start, unstop, {_YES}"
    ),
    ConsentState.OPTED_OUT: (
        "opted out, opt out, optout, optedout, unsubscribed, unsubscribe, un subscribed, unsub, stop, "
        "stopped, stop all, stopall, do not text, do not sms, do not contact, do not message, do not mail, do "
        "not email, do not e mail, do not disturb, do not send, do not call, don't text, don't contact, dont "
        "text, dont contact, dnd, dnc, dnt, dnm, revoked, revoke, withdrawn, consent withdrawn, consent "
        "revoked, suppressed, suppression, blocked, blacklisted, blocklisted, denylisted, complained, "
        "complaint, spam complaint, reported spam, spam, removed, remove, globally unsubscribed, global "
        "unsubscribe, baja, desabonné, désabonné, desinscrit, désinscrit, abgemeldet, avregistrerad, "
        "afgemeld, disiscritto, descadastrado"
    ),
    ConsentState.PENDING: (
        "pending, unconfirmed, not confirmed, awaiting confirmation, waiting, pending confirmation, pending "
        "double opt in"
    ),
    ConsentState.UNKNOWN: "unknown, unset, not set, undefined, not known, ?",
    NOT_OPTED_IN: (
        "not opted in, not opt in, not opted, no opt in, not subscribed, non subscribed, nonsubscribed, "
        "notsubscribed, never subscribed, never opted in, no consent, not consented, consent not given, "
        "without consent, not given, not granted, not agreed, not allowed, not permitted, declined, refused, "
        "denied, rejected, no, n, false, f, 0, off, none, nil, never, not yet, disabled, inactive, not "
        "active, unchecked, not checked, transactional, transactional only, cleaned, bounced, hard bounced, "
        "archived, expired, lapsed, implicit, nein, nej, non, não, nao, nee"
    ),
}

_READ: Final[dict[str, ClaimedState]] = {
    word.strip(): state for state, words in _WORDS.items() for word in words.split(",")
}


def read_consent_cell(cell: str | bool | int | None) -> ClaimedState | None:
    """What a column of a file or a call claims; None when it is empty. ValueError for words not known."""
    if isinstance(cell, bool):
        return ConsentState.OPTED_IN if cell else NOT_OPTED_IN
    words = " ".join(str("" if cell is None else cell).casefold().replace("’", "'").split())
    plain = " ".join(words.translate(_PARTING).strip(" .!").split())
    if not plain:
        return None
    state = _READ.get(plain) or _READ.get(_DECIMAL.get(plain, ""))
    if state is None:
        shown = str(cell)[:60]
        raise ValueError(f'consent "{shown}" is not known; write opted_in, opted_out, pending, not_opted_in or unknown')
    return state


_PARTING: Final = str.maketrans("_-/\u2010\u2011\u2013", "      ")
_DECIMAL: Final[dict[str, str]] = {"1.0": "1", "0.0": "0"}
"""What a column of 1 and 0 becomes where some cells are empty."""


_YES_WORDS: Final = frozenset((*_YES.split(", "), "1.0"))


def read_opt_out_cell(cell: str) -> ConsentState | None:
    """What a column says that is yes for those who opted out (`HasOptedOutOfEmail`), or holds the date when they did.
    A no says nothing: nobody agreed to anything by not opting out. ValueError for words not known."""
    if cell.casefold().strip(" .!") in _YES_WORDS or read_date(cell) is not None:
        return ConsentState.OPTED_OUT
    return ConsentState.OPTED_OUT if read_consent_cell(cell) is ConsentState.OPTED_OUT else None


def required_consent_cell(cell: str | bool | int) -> ClaimedState:
    """What a call claims, which must claim something; raises ValueError otherwise."""
    state = read_consent_cell(cell)
    if state is None:
        raise ValueError("says nothing; write opted_in, opted_out, pending, not_opted_in or unknown")
    return state


def consent_code(cell: str | bool | int) -> str:
    """The code of what is claimed; for models."""
    return str(required_consent_cell(cell))
