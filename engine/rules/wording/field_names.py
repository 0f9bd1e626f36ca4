"""The names of a contact's fields as other tools spell them, and the nearest of the names that there are."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Final

STANDARD: Final = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "external_id",
    "language",
    "country",
    "timezone",
    "tags",
    "score",
    "created_at",
    "phone_problem",
    "preferences_url",
)
"""What every contact has, beside the attributes of an account."""

_SPELLINGS: Final = {
    "first_name": "firstname fname first givenname forename fornavn vorname prenom nombre name fullname contactname "
    "customername username recipientname subscribername yourname",
    "last_name": "lastname lname last surname familyname nachname apellido",
    "email": "email emailaddress mail mailaddress",
    "phone": "phone phonenumber mobile mobilephone mobilenumber cell cellphone telephone tel",
    "external_id": "id contactid customerid userid externalid subscriberid",
    "language": "lang locale",
    "country": "countrycode",
    "timezone": "tz",
    "preferences_url": "unsubscribe unsub unsubscribeurl unsubscribelink unsublink preferences preferencesurl optout "
    "optouturl manageurl updateprofile managepreferences",
}
"""Folded spellings of Mailchimp, Klaviyo, HubSpot, Braze, SendGrid, ActiveCampaign, Twilio's and others' manuals."""
_BY_SPELLING: Final = {
    spelling: name for name, spellings in _SPELLINGS.items() for spelling in (*spellings.split(), name.replace("_", ""))
}
_ALIKE: Final = 0.75
"""How much of two names must agree for one to be taken for a slip of the other; `frist_name` has 0.9."""
_MOST_COMPARED: Final = 400
"""Names that one is held against: an account may have tens of thousands, and a journey as many misspelt."""
_NOT_LETTERS: Final = re.compile(r"[^a-z0-9]+")


def folded(name: str) -> str:
    """The name without case and what stands between its words: `First Name`, `FIRST_NAME` and `firstName` are one."""
    return _NOT_LETTERS.sub("", name.casefold())


def standard_name(name: str) -> str | None:
    """The field that another tool's name is for, `FNAME` for `first_name`; None when it is for none we know."""
    return _BY_SPELLING.get(folded(name))


@lru_cache(maxsize=8)
def _by_fold(names: frozenset[str]) -> dict[str, str]:
    return {folded(each): each for each in sorted(names, reverse=True)}


def nearest(name: str, names: Collection[str]) -> str | None:
    """The known name that was probably meant: the same but for case and dashes, another tool's name of it, or one
    that is a slip away."""
    fold = folded(name)
    alike = _by_fold(frozenset(names))
    if fold in alike:
        return alike[fold]
    standard = standard_name(name)
    if standard in names:
        return standard
    longest = len(fold) / _ALIKE
    near = (each for each in alike if len(fold) * _ALIKE - 1 <= len(each) <= longest + 1)
    matches = get_close_matches(fold, list(islice(near, _MOST_COMPARED)), 1, _ALIKE)
    return alike[matches[0]] if matches else None
