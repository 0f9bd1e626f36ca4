"""Phone numbers: what was submitted, its E.164 form, and whether a person can be texted there.

Form and validity are two things: `(123) 456-7890` has the form +11234567890 and the problem that no phone
has that number. Sources: ITU-T E.164 (the form), and the number ranges of libphonenumber.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import (
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberType,
    ValidationResult,
    shortnumberinfo,
    timezone,
)
from phonenumbers.phonenumberutil import is_number_type_geographical

from engine.rules.addresses.area_codes import OVERLAYS, in_the_older_code
from engine.rules.addresses.countries import region_of
from engine.rules.addresses.phone_text import digits_of
from engine.rules.outcomes.reasons import Reason, sentence

DEFAULT_REGION: Final = "US"


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """How an account's numbers are read."""

    region: str = DEFAULT_REGION
    """Where numbers without a country are from."""
    prefixes: tuple[str, ...] = ()
    """E.164 prefixes of ranges that are in use although libphonenumber does not know them (yet), such as `+1436`."""


USUAL_PLAN: Final = NumberPlan()


@dataclass(frozen=True, slots=True)
class SubmittedPhone:
    """One submitted phone number and what is known about it."""

    raw: str
    """As it was submitted, unchanged."""
    e164: str | None
    """The E.164 form, also of a number that no phone has; None when it has no such form."""
    problem: str | None
    """Why it can't be texted: a code of `engine.rules.outcomes.reasons.Reason`; None when it can."""
    sentence: str | None
    kind: str
    """The range it is from: mobile, fixed_line, fixed_line_or_mobile, toll_free, ...; unknown."""
    timezones: tuple[str, ...]
    """IANA names of every zone the number may be in, sorted; empty when nothing is known."""


_KINDS: Final[dict[int, str]] = {
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}

_NEVER_TEXTED: Final[dict[int, Reason]] = {
    PhoneNumberType.UNKNOWN: Reason.PHONE_NOT_VALID,
    PhoneNumberType.FIXED_LINE: Reason.PHONE_FIXED_LINE,
    PhoneNumberType.TOLL_FREE: Reason.PHONE_TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: Reason.PHONE_PREMIUM_RATE,
    PhoneNumberType.SHARED_COST: Reason.PHONE_SHARED_COST,
    PhoneNumberType.PAGER: Reason.PHONE_PAGER,
    PhoneNumberType.UAN: Reason.PHONE_UAN,
    PhoneNumberType.VOICEMAIL: Reason.PHONE_VOICEMAIL,
}

_COUNTRY_CODE_1 = "1"


def normalise(
    raw: str | None, country: str | None = None, region: str = DEFAULT_REGION, prefixes: Iterable[str] = ()
) -> SubmittedPhone:
    """What a submitted phone number is. Never raises, whatever was submitted.

    `country` is the contact's own (two or three letters, or a name); `region` is where the account's numbers without a
    country are from; `prefixes` as in `NumberPlan`. A number that names no country and is not written as the region
    writes its own keeps `e164` None: no country code is ever guessed.
    """
    submitted = raw or ""
    digits, problem, noted = digits_of(submitted)
    if problem is not None:
        return _refused(submitted, problem)
    known_prefixes = tuple(prefixes)
    home = _home(country, region, known_prefixes)
    if noted is not None and not digits.startswith(("+", "00")) and noted != home.region:
        if (country or "").strip():
            # A note that names another country than the contact's: nobody can tell which is meant.
            return _refused(submitted, Reason.PHONE_NO_COUNTRY)
        home = _home(noted, region, known_prefixes)
    e164 = _read(digits, home)
    if isinstance(e164, Reason):
        kind = "short_code" if e164 is Reason.PHONE_SHORT_CODE else "unknown"
        return SubmittedPhone(submitted, None, e164, sentence(e164), kind, ())
    return _judge(submitted, e164, known_prefixes)


def judge(e164: str, prefixes: Iterable[str] = ()) -> SubmittedPhone:
    """What is known now of a number that was read before. The number stays what it is."""
    return normalise(e164, None, DEFAULT_REGION, prefixes)


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a number without a country code would be from."""

    region: str | None
    """None: the contact's country is not one we know."""
    code: str
    prefix: re.Pattern[str] | None
    """The region's own international prefix, when it is not 00."""
    own: bool
    """Whether it is the contact's own country, rather than the account's region."""
    prefixes: tuple[str, ...] = ()


def _read(digits: str, home: _Home) -> PhoneNumber | Reason:
    """The number that the digits mean in this home."""
    if digits.startswith("+"):
        return _international(digits[1:])
    if home.prefix is not None and (own := home.prefix.match(digits)):
        abroad = _international(digits[own.end() :])
        if _is_valid(abroad, home.prefixes):
            return abroad
    if digits.startswith("00"):
        return _international(digits[2:])
    if home.region is None:
        return Reason.PHONE_UNKNOWN_COUNTRY
    if home.code == _COUNTRY_CODE_1:
        return _north_american(digits, home)
    return _national(digits, home)


def _international(digits: str) -> PhoneNumber | Reason:
    if digits.startswith(_COUNTRY_CODE_1):
        return _plus_one(digits[1:])
    if mexican := _MEXICAN.fullmatch(digits):
        digits = "52" + mexican[1]
    try:
        return _of_possible_length(phonenumbers.parse("+" + digits, None))
    except phonenumbers.NumberParseException as problem:
        if problem.error_type == phonenumbers.NumberParseException.TOO_LONG:
            return Reason.PHONE_TOO_LONG
        if problem.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and len(digits) > 6:
            return Reason.PHONE_NOT_VALID
        return Reason.PHONE_TOO_SHORT


_MEXICAN: Final = re.compile(r"52(?:1|01|044|045)(\d{10})")
"""Before 2019 mobiles had a 1 after +52, and 044 or 045 before them inside the country (01 before landlines); none is
dialled any longer, and all are still written."""


def _plus_one(digits: str) -> PhoneNumber | Reason:
    """The number after +1, built and not parsed: the parser would strip another 1 from `1 (123) 456-7890`."""
    if len(digits) != 10:
        return _length(digits, 10)
    zeros = 10 - len(digits.lstrip("0"))
    return PhoneNumber(
        country_code=1,
        national_number=int(digits),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def _north_american(digits: str, home: _Home) -> PhoneNumber | Reason:
    """Ten digits, or eleven that start with 1: how a +1 region writes its own numbers."""
    if len(digits) == 11 and digits.startswith(_COUNTRY_CODE_1):
        return _plus_one(digits[1:])
    if len(digits) == 10 and digits[0] != "0":
        return _plus_one(digits)
    if len(digits) in (5, 6) and digits[0] not in "01":
        return Reason.PHONE_SHORT_CODE
    if len(digits) < 10:
        return Reason.PHONE_TOO_SHORT
    if not home.own or _is_valid(_international(digits), home.prefixes):
        return Reason.PHONE_NO_COUNTRY
    return Reason.PHONE_NOT_VALID if len(digits) == 10 else Reason.PHONE_TOO_LONG


def _national(digits: str, home: _Home) -> PhoneNumber | Reason:
    """As the country writes its own, or with the country's code in front and the + left off.

    Some digits can be read both ways (4915123456789 is a German mobile with its code, and could be a long
    landline without): the reading that can be texted wins, then one that is valid.
    """
    if home.region == "MX" and _MEXICAN.fullmatch(f"52{digits}") and digits[0] == "0":
        return _international(f"52{digits}")
    readings: list[PhoneNumber | Reason] = []
    if digits.startswith(home.code):
        readings.append(_international(digits))
    try:
        readings.append(_of_possible_length(phonenumbers.parse(digits, home.region)))
    except phonenumbers.NumberParseException:
        readings.append(Reason.PHONE_TOO_SHORT)
    for reading in readings:
        if isinstance(reading, PhoneNumber) and _problem(reading, home.prefixes) is None:
            return reading
    for reading in readings:
        if _is_valid(reading, home.prefixes):
            return reading
    if not home.own and _is_valid(_international(digits), home.prefixes):
        return Reason.PHONE_NO_COUNTRY
    if len(digits) <= 6 and _is_short_code(digits, home):
        return Reason.PHONE_SHORT_CODE
    return readings[-1]


def _is_short_code(digits: str, home: _Home) -> bool:
    number = PhoneNumber(country_code=int(home.code), national_number=int(digits))
    return home.region is not None and shortnumberinfo.is_possible_short_number_for_region(number, home.region)


def _is_valid(reading: PhoneNumber | Reason, prefixes: tuple[str, ...]) -> bool:
    return isinstance(reading, PhoneNumber) and _problem(reading, prefixes) is not Reason.PHONE_NOT_VALID


def _problem(number: PhoneNumber, prefixes: tuple[str, ...], kind: int | None = None) -> Reason | None:
    if kind is None:
        kind = _kind(number)
    if kind == PhoneNumberType.PERSONAL_NUMBER and number.country_code != 1:
        return Reason.PHONE_PERSONAL
    problem = _NEVER_TEXTED.get(kind)
    # What the account knows better: a range that is new, or was given to mobiles.
    if prefixes and problem in (Reason.PHONE_NOT_VALID, Reason.PHONE_FIXED_LINE) and _form(number).startswith(prefixes):
        return None
    return problem


def _length(digits: str, expected: int) -> Reason:
    return Reason.PHONE_TOO_SHORT if len(digits) < expected else Reason.PHONE_TOO_LONG


def _of_possible_length(number: PhoneNumber) -> PhoneNumber | Reason:
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT | ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return Reason.PHONE_TOO_SHORT
        case ValidationResult.TOO_LONG:
            return Reason.PHONE_TOO_LONG
        case _:  # The library answers with plain integers, and may get new ones.
            return number


def _judge(submitted: str, number: PhoneNumber, prefixes: tuple[str, ...]) -> SubmittedPhone:
    e164 = _form(number)
    kind = _kind(number)
    if kind == PhoneNumberType.UNKNOWN:
        # A prefix was stripped from digits that are no number, and their form would be read as yet another one.
        settled = _international(e164[1:])
        if isinstance(settled, Reason):
            return _refused(submitted, settled)
        if _form(settled) != e164:
            return _judge(submitted, settled, prefixes)
    problem = _problem(number, prefixes, kind)
    words = sentence(problem) if problem else None
    return SubmittedPhone(submitted, e164, problem, words, _KINDS.get(kind, "unknown"), _zones(number, kind))


def _form(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _kind(number: PhoneNumber) -> int:
    """The range; UNKNOWN for a number that is not valid, which saves a second look-up."""
    return phonenumbers.number_type(_known(number))


def _known(number: PhoneNumber) -> PhoneNumber:
    """The number, or one of the same place that libphonenumber knows."""
    digits = str(number.national_number)
    if number.country_code != 1 or digits[:3] not in OVERLAYS:
        return number
    older = in_the_older_code(_form(number))
    return PhoneNumber(country_code=1, national_number=int(older[2:]))


def _zones(number: PhoneNumber, kind: int) -> tuple[str, ...]:
    if kind == PhoneNumberType.UNKNOWN:
        return ()
    number = _known(number)
    code = number.country_code or 0
    # In +1 a mobile's area code is as much of a place as a landline's: the islands' mobiles are in their own zone.
    if is_number_type_geographical(kind, code) or (code == 1 and kind == PhoneNumberType.MOBILE):
        zones = timezone.time_zones_for_geographical_number(number)
    else:
        zones = timezone.time_zones_for_number(number)
    return tuple(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)


def _refused(submitted: str, problem: Reason) -> SubmittedPhone:
    return SubmittedPhone(submitted, None, problem, sentence(problem), "unknown", ())


@lru_cache(maxsize=1024)
def _home(country: str | None, region: str, prefixes: tuple[str, ...]) -> _Home:
    written = (country or "").strip()
    home_region = region_of(written) if written else region_of(region)
    if home_region is None:
        return _Home(None, "", None, bool(written), prefixes)
    metadata = PhoneMetadata.metadata_for_region(home_region)
    prefix = metadata.international_prefix if metadata else None
    own = re.compile(prefix) if prefix and not re.fullmatch(prefix, "00") else None
    return _Home(home_region, str(phonenumbers.country_code_for_region(home_region)), own, bool(written), prefixes)
