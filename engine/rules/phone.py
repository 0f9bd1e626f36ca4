"""Phone numbers: what was submitted, its E.164 form, and whether a person can be texted there.

Form and validity are two things: `(123) 456-7890` has the form +11234567890 and the problem that no phone
has that number. Sources: ITU-T E.164 (the form), and the number ranges of libphonenumber.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
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

from engine.rules.reasons import Reason, sentence

DEFAULT_REGION: Final = "US"
LONGEST_READ: Final = 80
"""Characters; what is longer is no phone number, and is not looked at."""
FEWEST_DIGITS: Final = 7
"""What has fewer digits is not taken for a number of its own beside another, or before an extension."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One submitted phone number and what is known about it."""

    raw: str
    """As it was submitted, unchanged."""
    e164: str | None
    """The E.164 form, also of a number that no phone has; None when it has no such form."""
    problem: str | None
    """Why it can't be texted: a code of `engine.rules.reasons.Reason`; None when it can."""
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

# What people and spreadsheets put around the digits.
_LABEL = re.compile(
    r"^(?:tel|telephone|phone|ph|mobile|mob|cell|cellphone|m|t|p|sms|whatsapp|home|work|office)\b[.:\s]*",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?:[;,]?\s*(?:ext(?:ension|n)?\b\.?|x|anexo|durchwahl|dw)[\s.:=]*|\s*#\s*|\s*,+\s*)\d{1,7}\s*#?\s*$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[;,|/&\n]|\b(?:or|and|oder|ou|eller|och)\b", re.IGNORECASE)
_PUNCTUATION = str.maketrans(
    "", "", " \t\r\n\f\v()[].-/~_'\"\u00b7\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2018\u2019"
)
_PLUSES = re.compile(r"^\++")
_DECIMAL_TAIL = re.compile(r"(?<=\d{10})\.0{1,2}$")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_DIGITS = re.compile(r"\+?[0-9]+")
_COUNTRY_CODE_1 = "1"


def normalise(raw: str | None, country: str | None = None, region: str = DEFAULT_REGION) -> Phone:
    """What a submitted phone number is. Never raises, whatever was submitted.

    `country` is the contact's own (two letters, or an English name); `region` is where the account's numbers
    without a country are from. A number that names no country and is not written as the region writes its own
    keeps `e164` None: no country code is ever guessed.
    """
    submitted = raw or ""
    digits, problem = _digits(submitted)
    if problem is not None:
        return _refused(submitted, problem)
    home = _home(country, region)
    found = _read(digits, home)
    if isinstance(found, Reason):
        kind = "short_code" if found is Reason.PHONE_SHORT_CODE else "unknown"
        return Phone(submitted, None, found, sentence(found), kind, ())
    return _judge(submitted, found)


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


def _digits(submitted: str) -> tuple[str, Reason | None]:
    """The digits, with a + when there was one; or why there are none to go by."""
    text = submitted
    if len(text) > LONGEST_READ:
        return "", Reason.PHONE_NOT_A_NUMBER
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(_plain_character(character) for character in text)
    text = text.strip()
    if not text:
        return "", Reason.NO_PHONE
    if _ROUNDED.fullmatch(text):
        return "", Reason.PHONE_ROUNDED
    text = _DECIMAL_TAIL.sub("", _LABEL.sub("", text))
    if _several(text):
        return "", Reason.PHONE_SEVERAL_NUMBERS
    bare = _PLUSES.sub("+", text.translate(_PUNCTUATION))
    if _DIGITS.fullmatch(bare):
        return bare, None
    if (extension := _EXTENSION.search(text)) and _count_digits(text[: extension.start()]) >= FEWEST_DIGITS:
        return "", Reason.PHONE_EXTENSION
    return "", Reason.PHONE_NOT_A_NUMBER


def _several(text: str) -> bool:
    parts = _SEVERAL.split(text)
    return len(parts) > 1 and sum(_count_digits(part) >= FEWEST_DIGITS for part in parts) > 1


def _count_digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _plain_character(character: str) -> str:
    """A digit of any script as 0-9; nothing for what cannot be seen, such as direction marks."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character


def _read(digits: str, home: _Home) -> PhoneNumber | Reason:
    """The number that the digits mean in this home."""
    if digits.startswith("+"):
        return _international(digits[1:])
    if home.prefix is not None and (own := home.prefix.match(digits)):
        abroad = _international(digits[own.end() :])
        if _is_valid(abroad):
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
    if len(digits) == 13 and digits.startswith("521"):
        digits = "52" + digits[3:]  # the 1 before Mexican mobiles is no longer dialled, and still written
    try:
        return _of_possible_length(phonenumbers.parse("+" + digits, None))
    except phonenumbers.NumberParseException as problem:
        if problem.error_type == phonenumbers.NumberParseException.TOO_LONG:
            return Reason.PHONE_TOO_LONG
        if problem.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and len(digits) > 6:
            return Reason.PHONE_NOT_VALID
        return Reason.PHONE_TOO_SHORT


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
    if not home.own or _is_valid(_international(digits)):
        return Reason.PHONE_NO_COUNTRY
    return Reason.PHONE_NOT_VALID if len(digits) == 10 else Reason.PHONE_TOO_LONG


def _national(digits: str, home: _Home) -> PhoneNumber | Reason:
    """As the country writes its own, or with the country's code in front and the + left off.

    Some digits can be read both ways (4915123456789 is a German mobile with its code, and could be a long
    landline without): the reading that can be texted wins, then one that is valid.
    """
    readings: list[PhoneNumber | Reason] = []
    if digits.startswith(home.code):
        readings.append(_international(digits))
    try:
        readings.append(_of_possible_length(phonenumbers.parse(digits, home.region)))
    except phonenumbers.NumberParseException:
        readings.append(Reason.PHONE_TOO_SHORT)
    for reading in readings:
        if isinstance(reading, PhoneNumber) and _kind(reading) not in _NEVER_TEXTED:
            return reading
    for reading in readings:
        if _is_valid(reading):
            return reading
    if not home.own and _is_valid(_international(digits)):
        return Reason.PHONE_NO_COUNTRY
    if len(digits) <= 6 and _is_short_code(digits, home):
        return Reason.PHONE_SHORT_CODE
    return readings[-1]


def _is_short_code(digits: str, home: _Home) -> bool:
    number = PhoneNumber(country_code=int(home.code), national_number=int(digits))
    return home.region is not None and shortnumberinfo.is_possible_short_number_for_region(number, home.region)


def _is_valid(reading: PhoneNumber | Reason) -> bool:
    return isinstance(reading, PhoneNumber) and _kind(reading) != PhoneNumberType.UNKNOWN


def _length(digits: str, wanted: int) -> Reason:
    return Reason.PHONE_TOO_SHORT if len(digits) < wanted else Reason.PHONE_TOO_LONG


def _of_possible_length(number: PhoneNumber) -> PhoneNumber | Reason:
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT | ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return Reason.PHONE_TOO_SHORT
        case ValidationResult.TOO_LONG:
            return Reason.PHONE_TOO_LONG
        case _:
            return number


def _judge(submitted: str, number: PhoneNumber) -> Phone:
    e164 = _form(number)
    kind = _kind(number)
    if kind == PhoneNumberType.UNKNOWN:
        # A prefix was stripped from digits that are no number, and their form would be read as yet another one.
        settled = _international(e164[1:])
        if isinstance(settled, Reason):
            return _refused(submitted, settled)
        if _form(settled) != e164:
            return _judge(submitted, settled)
    problem = _NEVER_TEXTED.get(kind)
    if kind == PhoneNumberType.PERSONAL_NUMBER and number.country_code != 1:
        problem = Reason.PHONE_PERSONAL
    words = sentence(problem) if problem else None
    return Phone(submitted, e164, problem, words, _KINDS.get(kind, "unknown"), _zones(number, kind))


def _form(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _kind(number: PhoneNumber) -> int:
    """The range; UNKNOWN for a number that is not valid, which saves a second look-up."""
    return phonenumbers.number_type(number)


def _zones(number: PhoneNumber, kind: int) -> tuple[str, ...]:
    if kind == PhoneNumberType.UNKNOWN:
        return ()
    code = number.country_code or 0
    # In +1 a mobile's area code is as much of a place as a landline's: the islands' mobiles are in their own zone.
    if is_number_type_geographical(kind, code) or (code == 1 and kind == PhoneNumberType.MOBILE):
        zones = timezone.time_zones_for_geographical_number(number)
    else:
        zones = timezone.time_zones_for_number(number)
    return tuple(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)


def _refused(submitted: str, problem: Reason) -> Phone:
    return Phone(submitted, None, problem, sentence(problem), "unknown", ())


@lru_cache(maxsize=1024)
def _home(country: str | None, region: str) -> _Home:
    wanted = (country or "").strip()
    found = region_of(wanted) if wanted else region_of(region)
    if found is None:
        return _Home(None, "", None, own=bool(wanted))
    metadata = PhoneMetadata.metadata_for_region(found)
    prefix = metadata.international_prefix if metadata else None
    own = re.compile(prefix) if prefix and not re.fullmatch(prefix, "00") else None
    return _Home(found, str(phonenumbers.country_code_for_region(found)), own, own=bool(wanted))


_COUNTRY_ALIASES: Final[dict[str, str]] = {
    "uk": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "united states of america": "US",
    "america": "US",
    "deutschland": "DE",
    "españa": "ES",
    "sverige": "SE",
    "norge": "NO",
    "danmark": "DK",
    "suomi": "FI",
    "nederland": "NL",
    "italia": "IT",
    "schweiz": "CH",
    "suisse": "CH",
    "österreich": "AT",
    "brasil": "BR",
    "méxico": "MX",
}


@lru_cache(maxsize=1024)
def region_of(country: str) -> str | None:
    """The two-letter code of a country by code or English name; None when it is not known to have numbers."""
    code = country.strip().upper()
    if code in phonenumbers.SUPPORTED_REGIONS:
        return code
    return _country_names().get(country.strip().casefold())


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """English names from the ISO 3166 table that comes with the time zone data."""
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    names = {name.casefold(): code for code, name in rows if code in phonenumbers.SUPPORTED_REGIONS}
    return names | _COUNTRY_ALIASES
