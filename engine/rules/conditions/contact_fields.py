"""What of a contact a step may set, and what it may not: those have doors of their own, which check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SETTABLE: Final = ("first_name", "last_name", "timezone", "language", "country")
"""Columns that a step sets: text, or null to empty one. Any other name is an attribute."""

_ONE_EACH: Final = "every contact that comes here would get the same one; change it by API, form or import"

NOT_SET_BY_STEPS: Final[Mapping[str, str]] = {
    "id": "it is ours; leave it out",
    "external_id": "it is what your own system calls the contact, and stays; leave it out, or set another attribute",
    "phone": _ONE_EACH,
    "phone_raw": _ONE_EACH,
    "phone_problem": "it follows from the number; leave it out",
    "email": _ONE_EACH,
    "tags": 'use "add_tags" and "remove_tags"',
    "score": 'use "add_score"',
    "created_at": "it says when the contact was created; set another attribute",
    "updated_at": "it says when the contact was last written; set another attribute",
    "preferences_url": "it is made for each contact; leave it out",
    "consent": "consent is the contact's to give; use an opt-in step or a form",
    "sms_consent": "consent is the contact's to give; use an opt-in step or a form",
    "email_consent": "consent is the contact's to give; use a form",
}
"""Names that a step can't set, and what to do instead."""


def set_fields(contact: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The contact's columns and attributes, by one name each, after a step has set these. Null removes one. What a step
    can't set stays as it is: a version published before that was checked may still name it."""
    after = dict(contact)
    for name, value in values.items():
        if name in NOT_SET_BY_STEPS:
            continue
        if value is None:
            after.pop(name, None)
        else:
            after[name] = str(value) if name in SETTABLE else value
    return after
