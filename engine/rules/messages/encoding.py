"""How an SMS body is encoded, and how many segments it is sent and billed as.

Sources: 3GPP TS 23.038 (the GSM 7 bit default alphabet and its extension table, UCS-2) and 3GPP TS 23.040
(1,120 bits a message; a 48-bit header in each part of a longer one). What is never split over two parts, an
extension character, a surrogate pair or a whole grapheme, is as in the calculator that Twilio publishes.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

import regex

from engine.rules.messages.plain_text import plain_form

GSM_SINGLE: Final = 160
"""Septets in a message of one part: 1,120 bits by 7."""
GSM_PART: Final = 153
"""Septets in each part of a longer one: the 48-bit header takes 7."""
UCS2_SINGLE: Final = 70
"""16-bit units in a message of one part."""
UCS2_PART: Final = 67
"""16-bit units in each part of a longer one: the header takes 3."""
LONGEST_BODY: Final = 1_600
"""Characters a carrier takes in one body (Twilio's cap, error 21617)."""

GSM_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters of one septet, in the order of the table in TS 23.038, 6.2.1 (without the escape itself)."""
GSM_EXTENSION: Final = "\f^{}\\[~]|€"
"""The characters of two septets, an escape and one more (TS 23.038, 6.2.1.1)."""

Encoding = Literal["GSM-7", "UCS-2"]

_BEYOND_BASIC = re.compile(f"[^{re.escape(GSM_BASIC)}]")
_BEYOND_GSM = re.compile(f"[^{re.escape(GSM_BASIC + GSM_EXTENSION)}]")
_EXTENSION = re.compile(f"[{re.escape(GSM_EXTENSION)}]")
_EXTENSIONS = re.compile(f"[{re.escape(GSM_EXTENSION)}]+")
_GRAPHEME = regex.compile(r"\X")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Whatever joins others into a grapheme, or takes two units: with none of these every character stands alone.
_JOINING = regex.compile(r"[^\p{GCB=XX}\p{GCB=CN}\p{GCB=CR}\p{GCB=LF}]|[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class NonGsmCharacter:
    """A character that a body is UCS-2 for."""

    text: str
    """As it is read: one character, or one with its accents and joiners."""
    positions: tuple[int, ...]
    """Where it stands, in 16-bit units from the start, as a browser counts."""
    plain: str | None
    """What can stand in its place in GSM-7, maybe nothing at all; None when there is nothing like it."""


@dataclass(frozen=True, slots=True)
class MeasuredBody:
    """What a body is sent as."""

    text: str
    encoding: Encoding
    segments: int
    """Parts it is sent and billed as. An empty body is one, as the carrier counts it."""
    units: int
    """Septets, or 16-bit units in UCS-2, of all of it, without headers."""

    @property
    def culprits(self) -> tuple[NonGsmCharacter, ...]:
        """What made it UCS-2, each once, in the order of the text; empty when it is GSM-7."""
        return () if self.encoding == "GSM-7" else _culprits(self.text)


def measure(text: str) -> MeasuredBody:
    """Encoding, segments and units of exactly this text."""
    if _BEYOND_BASIC.search(text) is None:
        return MeasuredBody(text, "GSM-7", _parts(len(text), GSM_SINGLE, GSM_PART), len(text))
    if _BEYOND_GSM.search(text) is None:
        septets = len(text) + len(_EXTENSION.findall(text))
        return MeasuredBody(text, "GSM-7", 1 if septets <= GSM_SINGLE else _gsm_parts(text), septets)
    units = _utf16_units(text)
    return MeasuredBody(text, "UCS-2", 1 if units <= UCS2_SINGLE else _ucs2_parts(text, units), units)


def plain_replacements(text: str) -> dict[str, str]:
    """For each character that is not GSM-7 and has a plain form, that form; in the order of the text."""
    return {culprit.text: culprit.plain for culprit in measure(text).culprits if culprit.plain is not None}


def with_plain_replacements(text: str) -> str:
    """The text with every plain replacement made; it can be longer, and stays UCS-2 when one has none."""
    if _BEYOND_GSM.search(text) is None:
        return text
    pieces: list[str] = []
    for grapheme in _graphemes(text):
        plain = _plain(grapheme)
        pieces.append(grapheme if plain is None else plain)
    return "".join(pieces)


def is_gsm(text: str) -> bool:
    """Whether every character of it is in the GSM 7 bit alphabet or its extension."""
    return _BEYOND_GSM.search(text) is None


def _plain(grapheme: str) -> str | None:
    """What stands for a grapheme in GSM-7: itself when it is in it, its plain form, or None."""
    if is_gsm(grapheme):
        return grapheme
    plain = plain_form(grapheme)
    return plain if plain is not None and is_gsm(plain) else None


def _culprits(text: str) -> tuple[NonGsmCharacter, ...]:
    positions: dict[str, list[int]] = {}
    at = 0
    for grapheme in _graphemes(text):
        if not is_gsm(grapheme):
            positions.setdefault(grapheme, []).append(at)
        at += _utf16_units(grapheme)
    return tuple(NonGsmCharacter(grapheme, tuple(places), _plain(grapheme)) for grapheme, places in positions.items())


def _parts(units: int, single: int, part: int) -> int:
    return 1 if units <= single else -(-units // part)


def _gsm_parts(text: str) -> int:
    """Parts of a text with extension characters, none of which is split: a part can end one septet short."""
    parts, room, at = 1, GSM_PART, 0
    for run in _EXTENSIONS.finditer(text):
        more, room = _filled(room, run.start() - at, 1)
        parts += more
        more, room = _filled(room, run.end() - run.start(), 2)
        parts += more
        at = run.end()
    more, room = _filled(room, len(text) - at, 1)
    return parts + more


def _filled(room: int, characters: int, each: int) -> tuple[int, int]:
    """Further parts that a run of equally long characters begins, and the septets left in the last one."""
    left = characters - room // each
    if left <= 0:
        return 0, room - characters * each
    a_part = GSM_PART // each
    parts = -(-left // a_part)
    return parts, GSM_PART - (left - (parts - 1) * a_part) * each


def _ucs2_parts(text: str, units: int) -> int:
    if _JOINING.search(text) is None:
        return _parts(units, UCS2_SINGLE, UCS2_PART)
    parts, room = 1, UCS2_PART
    for grapheme in _graphemes(text):
        size = _utf16_units(grapheme)
        for piece in (size,) if size <= UCS2_PART else map(_utf16_units, grapheme):
            if piece > room:
                parts, room = parts + 1, UCS2_PART
            room -= piece
    return parts


def _utf16_units(text: str) -> int:
    return len(text) + len(_ASTRAL.findall(text))


def _graphemes(text: str) -> list[str]:
    """Graphemes as UAX #29 has them, but CR and LF as two, which may come into two parts."""
    graphemes: list[str] = _GRAPHEME.findall(text)
    return [piece for grapheme in graphemes for piece in (("\r", "\n") if grapheme == "\r\n" else (grapheme,))]
