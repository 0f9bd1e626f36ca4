"""Which HTTP status, and which title, each code of a refusal is answered with. Nothing else here knows of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from engine.rules.outcomes.reasons import Reason


class Answered(NamedTuple):
    """How a code is answered."""

    status: int
    title: str
    """The same for every problem of this code."""


_NOT_TAKEN: Final = "The form was not taken"

STATUSES: Final[Mapping[str, Answered]] = {
    "bad_request": Answered(400, "The request can't be read"),
    "invalid_json": Answered(400, "The body is not JSON"),
    "not_utf8": Answered(400, "The body is not UTF-8"),
    "unauthenticated": Answered(401, "Who is calling?"),
    "cross_site": Answered(403, "Another site may not write here"),
    "signature_refused": Answered(403, "The signature is not the carrier's"),
    "not_found": Answered(404, "There is no such thing"),
    "method_not_allowed": Answered(405, "This can't be done with that method"),
    "account_unnamed": Answered(409, "The account has no name yet"),
    "already_dispatched": Answered(409, "The message has left already"),
    "already_ended": Answered(409, "It has ended already"),
    "answer_not_allowed": Answered(409, "The reply may not be answered so"),
    "conflict": Answered(409, "Not in this state"),
    "event_id_reused": Answered(409, "The id was used for another event"),
    "launched_just_now": Answered(409, "The journey was launched a moment ago"),
    "nothing_published": Answered(409, "The journey has no published version"),
    "still_working": Answered(409, "The first request with this key is still being answered"),
    "wrong_trigger": Answered(409, "The journey does not start that way"),
    "draft_changed": Answered(412, "Somebody else saved the draft"),
    "too_large": Answered(413, "The body is too large"),
    "unsupported_media_type": Answered(415, "The body is of another kind"),
    "event_refused": Answered(422, "The event lacks what a journey needs, or can't be used as it is"),
    "file_refused": Answered(422, "The file can't be read"),
    "idempotency_key_reused": Answered(422, "The key was used for another request"),
    "invalid_request": Answered(422, "Something in the request is not right"),
    "journey_has_errors": Answered(422, "The journey has errors"),
    "rehearsal_too_long": Answered(422, "The rehearsal takes too long"),
    "unknown_contact": Answered(422, "There is no such contact"),
    "database_unavailable": Answered(503, "The database does not answer"),
    "part_missing": Answered(503, "A part of Postroad does not run here"),
    # Of opt-in forms.
    "unknown_field": Answered(400, _NOT_TAKEN),
    "unknown_form": Answered(404, _NOT_TAKEN),
    "form_closed": Answered(410, _NOT_TAKEN),
    "unknown_wording": Answered(422, _NOT_TAKEN),
    "not_agreed": Answered(422, _NOT_TAKEN),
    "too_long": Answered(422, _NOT_TAKEN),
    "too_many_posts": Answered(429, _NOT_TAKEN),
    **{
        reason: Answered(422, _NOT_TAKEN)
        for reason in Reason
        if reason in (Reason.NO_PHONE, Reason.EMAIL_NOT_VALID) or reason.startswith("phone_")
    },
}

INTERNAL_ERROR: Final = Answered(500, "Something went wrong here")


def answered(code: str) -> Answered:
    """The status and the title of a code. One that the table lacks is our mistake, and answered as such."""
    return STATUSES.get(code, INTERNAL_ERROR)
