"""What people and spreadsheets write around the digits of a phone number: labels, notes, quotes, exponents."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from engine.rules.addresses.countries import region_of
from engine.rules.outcomes.reasons import Reason

LONGEST_READ: Final = 80
"""Characters; what is longer is no phone number, and is not looked at."""
FEWEST_DIGITS: Final = 7
"""What has fewer digits is not taken for a number of its own beside another, or before an extension."""


class PhoneDigits(NamedTuple):
    """What is left of a submitted number."""

    digits: str
    """0 to 9, with a + when there was one; empty when there are none to go by."""
    problem: Reason | None
    """Why there are none."""
    country: str | None = None
    """The two letters of a country that a note beside the number names: `(US) 212-555-0147`."""


def digits_of(submitted: str) -> PhoneDigits:
    """The digits of what was submitted, or why there are none to go by. Never raises."""
    if len(submitted) > LONGEST_READ:
        return PhoneDigits("", Reason.PHONE_NOT_A_NUMBER)
    text = _plain(submitted)
    if not text:
        return PhoneDigits("", Reason.NO_PHONE)
    if exponent := _EXPONENT.fullmatch(text):
        return _of_exponent(exponent)
    country = None
    if not _UNDRESSED.fullmatch(text):
        text, country = _without_notes(text)
        text = _EDGES.sub("", _TRAILING_LABEL.sub("", _LABEL.sub("", text, count=1))).strip()
    if "," in text and _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if text.endswith("0") and text.count(".") == 1 and (tail := _DECIMAL_TAIL.search(text)):
        text = text[: tail.start()]
    if _several(text):
        return PhoneDigits("", Reason.PHONE_SEVERAL_NUMBERS)
    if _BRACKETED_TAIL.search(text):
        return PhoneDigits("", Reason.PHONE_EXTENSION)
    bare = _without_trunk_zero(text).translate(_PUNCTUATION)
    bare = _PLUSES.sub("+", bare)
    if _DIGITS.fullmatch(bare):
        return PhoneDigits(bare, None, country)
    if (extension := _EXTENSION.search(text)) and count_digits(text[: extension.start()]) >= FEWEST_DIGITS:
        return PhoneDigits("", Reason.PHONE_EXTENSION)
    return PhoneDigits("", Reason.PHONE_NOT_A_NUMBER)


def same_number(first: str | None, second: str | None) -> bool:
    """Whether two submissions are the same digits, however they are dressed: `612 34 56 78` and `612345678`."""
    if first == second:
        return True
    mine, yours = digits_of(first or ""), digits_of(second or "")
    return mine.problem is None and (mine.digits, mine.country) == (yours.digits, yours.country)


def count_digits(text: str) -> int:
    """How many digits there are, of any script."""
    return sum(character.isdigit() for character in text)


def _plain(submitted: str) -> str:
    text = submitted
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(_plain_character(character) for character in text)
    text = text.strip()
    # ="+12125550147": how a spreadsheet is made to keep a number as it is.
    if text.startswith("="):
        text = text[1:].strip()
    return text.strip("'\"`\u00b4\u2018\u2019\u201c\u201d").strip()


def _plain_character(character: str) -> str:
    """A digit of any script as 0-9; nothing for what cannot be seen, such as direction marks."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character


_EXPONENT: Final = re.compile(r"(\+?)(\d)(?:[.,](\d+))?\s?E\s?\+?(\d{1,2})", re.IGNORECASE)


def _of_exponent(match: re.Match[str]) -> PhoneDigits:
    """`1.2125550147E+10` has all its digits; `1.2126E+10` was rounded, and nobody knows what it was."""
    fraction, exponent = match[3] or "", int(match[4])
    whole, rest = fraction[:exponent], fraction[exponent:]
    if len(whole) < exponent or exponent < FEWEST_DIGITS - 1 or rest.strip("0"):
        return PhoneDigits("", Reason.PHONE_ROUNDED)
    return PhoneDigits(f"{match[1]}{match[2]}{whole}", None)


_UNDRESSED: Final = re.compile(r"[+0-9][0-9 ().-]*[0-9)]")
"""Most numbers: nothing to take off."""
_WORDS: Final = (
    r"tel|tel[eé]phone|tel[eé]fono|telefone?|telefoon|t[eé]l|phone|ph|fon|mobile|mob|mobil|m[oó]vil|mobiel|"
    r"mobiltelefon|mobilnummer|handy|handynummer|cell|cellphone|cellular|cel|celular|cellulare|portable|"
    r"puhelin|matkapuhelin|gsm|sms|text|txt|whatsapp|signal|home|work|office|daytime|evening|private|personal|"
    r"business|main|primary|preferred|direct|contact|call|my|best"
)
"""What labels and notes call a number, in the languages that replies are read in."""
_MORE: Final = r"numbers?|num|nummer|n[uú]mero|numero|no|nr|nbr|n°|nº|is|line|#"
_LABEL: Final = re.compile(
    rf"^[(\[]?(?:{_WORDS}|[cmtphw])(?:[\s./_&-]*(?:{_WORDS}|{_MORE}))*\s*(?:[)\]]|(?![a-z]))[.:=\s_#-]*"
    r"(?=[+\d('\"\[]|$)",
    re.IGNORECASE,
)
_TRAILING_LABEL: Final = re.compile(
    rf"(?<=\d)[\s,;/-]+(?:{_WORDS}|[cmhw])(?:[\s./-]+(?:{_WORDS}|{_MORE}))*\.?$", re.IGNORECASE
)
_EDGES: Final = re.compile(r"^(?:\*+\s+|[,;:.]+\s*)|[\s*,;:.!\u2020]+$")
_EXTENSION_WORDS: Final = (
    r"(?:ext(?:ension|n)?\b\.?|x|anexo|durchwahl|dw|poste|int(?:erno)?|ramal|toestel|extensi[oó]n|ankn)"
)
_EXTENSION: Final = re.compile(
    rf"(?:[;,]?\s*[(\[]?{_EXTENSION_WORDS}[\s.:=]*|\s*[(\[]?#\s*|\s*,+\s*)\d{{1,7}}\s*#?[)\]]?\s*$", re.IGNORECASE
)
_SEVERAL: Final = re.compile(r"[;,|/&\n]|\b(?:or|and|oder|und|ou|et|o|y|eller|och|of|en)\b", re.IGNORECASE)
_PUNCTUATION: Final = str.maketrans(
    "", "", " \t\r\n\f\v()[].-/~_'\"`\u00b4\u00b7\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2018\u2019\u201c\u201d"
)
_PLUSES: Final = re.compile(r"^\++(?:00)?")
"""Also the 00 that says once more what the + says."""
_DECIMAL_TAIL: Final = re.compile(r"(?<=\d)\.0+$")
"""A number that went through a spreadsheet as one: `412345678.0`."""
_GROUPED: Final = re.compile(r"\+?\d{1,3}(?:,\d{2,3})+,\d{3}(?:\.0+)?")
"""Commas between thousands (or lakhs), as a spreadsheet shows a number."""
_DIGITS: Final = re.compile(r"\+?[0-9]+")
_BRACKETED_TAIL: Final = re.compile(r"(?:\d[^\d\n]{0,3}){7}[(\[]\s*\d{1,2}\s*[)\]]$")
_NOTE: Final = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]")
_IS_EXTENSION: Final = re.compile(rf"\s*(?:{_EXTENSION_WORDS}|#)[\s.:]*\d+\s*", re.IGNORECASE)
_TRUNK_ZERO: Final = re.compile(r"[(\[]\s*0\s*[)\]]")
_COUNTRY_CODE: Final = re.compile(r"[\s.(\[]*(?:\+|00)?[\s.]*([1-9][0-9]{0,2})[\s.)\]-]*")


def _without_notes(text: str) -> tuple[str, str | None]:
    """The text without its notes in brackets, `(cell)`; and the country that one of them names."""
    country: str | None = None
    cleaned = ""
    last = 0
    for note in _NOTE.finditer(text):
        words = note[1].strip()
        if not any(character.isalpha() for character in words) or _IS_EXTENSION.fullmatch(words):
            continue
        if count_digits(words) >= FEWEST_DIGITS:
            continue
        before, after = text[: note.start()], text[note.end() :]
        if count_digits(before) >= FEWEST_DIGITS and count_digits(after) >= FEWEST_DIGITS:
            return text, None  # a note between two numbers
        if len(words) > 3 or words.upper() in _SHORT_COUNTRIES:
            country = region_of(words) or country
        cleaned += text[last : note.start()] + " "
        last = note.end()
    return (cleaned + text[last:]).strip(), country


_SHORT_COUNTRIES: Final = frozenset({"US", "USA", "UK", "GB"})
"""Other short notes are more often labels, states and time zones: MA, PT, CA."""


def _without_trunk_zero(text: str) -> str:
    """`+48 (0) 512 345 678` without the zero in brackets, which is dialled inside the country alone.

    Italy keeps it: there it belongs to landlines, and to nothing else.
    """
    zero = _TRUNK_ZERO.search(text) if "0" in text else None
    code = _COUNTRY_CODE.fullmatch(text[: zero.start()]) if zero else None
    if zero is None or code is None:
        return text
    rest = text[zero.end() :]
    if code[1] == "39" and not re.match(r"[\s.-]*3", rest):
        return text
    return text[: zero.start()] + rest


def _several(text: str) -> bool:
    parts = _SEVERAL.split(text)
    return len(parts) > 1 and sum(count_digits(part) >= FEWEST_DIGITS for part in parts) > 1
