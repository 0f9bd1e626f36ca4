"""How a character is spoken of: by itself, or by its name where it can't be seen."""

from __future__ import annotations

import unicodedata
from typing import Final

_CALLED: Final = {
    "\t": "tab",
    "\u00a0": "no-break space",
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u202f": "narrow no-break space",
    "\u2028": "line separator",
    "\ufeff": "byte order mark",
    "\u0085": "next line",
    "\u000b": "vertical tab",
}
_SHOWN: Final = 3
"""Characters of a grapheme that a name is put together of."""


def is_seen(text: str) -> bool:
    """Whether a reader sees anything of it that is not a plain space."""
    return any(unicodedata.category(character)[0] not in "ZCM" for character in text)


def called(text: str) -> str:
    """`"é"`, or `no-break space (U+00A0)` for what can't be seen; a letter that only looks Latin with its name."""
    if not is_seen(text):
        return " and ".join(_name(character) for character in text[:_SHOWN])
    if len(text) == 1 and _looks_latin(text):
        return f'"{text}" ({_name(text)})'
    return f'"{text}"'


def _name(character: str) -> str:
    name = _CALLED.get(character) or unicodedata.name(character, "unnamed character").lower()
    return f"{name} (U+{ord(character):04X})"


def _looks_latin(character: str) -> bool:
    """Cyrillic and Greek letters that no eye tells from Latin ones."""
    return character in "АВЕКМНОРСТХаеорсухіјѕԁԛԝҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα"
