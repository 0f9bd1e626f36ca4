"""Countries as people write them: `AUS`, `U.S.`, `Russian Federation`, `Türkiye`, `Deutschland`, `+49`.

Sources, both kept up to date by others: ISO 3166-1 as pycountry carries it (codes, English short, common and formal
names), and the Unicode CLDR's territory names in the languages of the countries themselves, as Babel carries them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, cast

import phonenumbers
import pycountry
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

_LONGEST: Final = 100
"""Characters; what is longer is the name of no country."""


@lru_cache(maxsize=4096)
def region_of(country: str) -> str | None:
    """The two-letter code of a country that has phone numbers; None when what is written names none, or several."""
    text = unicodedata.normalize("NFKC", country[: _LONGEST + 1]).strip()
    if not text or len(text) > _LONGEST:
        return None
    if (whole := _named(text)) is not None:
        return whole
    # "United States (US)", "DE - Germany": each part names the same one.
    parts = [part for part in _PARTS.split(text) if part.strip()]
    regions = {_named(part) for part in parts}
    return regions.pop() if len(parts) > 1 and len(regions) == 1 else None


_PARTS: Final = re.compile(r"[()\[\]/,;:|]|\s[-\u2010-\u2015]\s")
_DIALLED: Final = re.compile(r"(?:\+|00)\s?([1-9][0-9]{0,2})")
_CODE: Final = re.compile(r"[A-Za-z]\.?\s?[A-Za-z]\.?")
"""Two letters, with dots at most: `n/a` is not Namibia."""
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


def _named(text: str) -> str | None:
    text = text.strip()
    if dialled := _DIALLED.fullmatch(text):
        region = phonenumbers.region_code_for_country_code(int(dialled[1]))
        return region if region in phonenumbers.SUPPORTED_REGIONS else None
    if _FLAG.fullmatch(text):
        text = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in text)
    key = _key(text)
    if _is_code(key) and not _CODE.fullmatch(text):
        return None
    if key.upper() in phonenumbers.SUPPORTED_REGIONS:
        return key.upper()
    return _english().get(key) or (None if _is_code(key) else _local().get(key))


def _is_code(key: str) -> bool:
    return len(key) < 3 and key.isascii()


def _key(name: str) -> str:
    """A name without case, accents, blanks and punctuation: `U. S. A.` is `usa`, `Österreich` is `osterreich`."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
        if character.isalnum() or (unicodedata.combining(character) and not "\u0300" <= character <= "\u036f")
    )
    return plain.removeprefix("the") if len(plain) > 6 else plain


_ALIASES: Final[dict[str, str]] = {
    "UK": "GB",
    "Great Britain": "GB",
    "Britain": "GB",
    "England": "GB",
    "Scotland": "GB",
    "Wales": "GB",
    "Northern Ireland": "GB",
    "EL": "GR",  # how the European Union writes Greece
    "America": "US",
    "US of America": "US",
    "United States America": "US",
    "Estados Unidos de América": "US",
    "EE. UU.": "US",
    "EEUU": "US",
    "États-Unis d'Amérique": "US",
    "Vereinigte Staaten von Amerika": "US",
    "Holland": "NL",
    "Republic of Ireland": "IE",
    "Czech Rep": "CZ",
    "UAE": "AE",
    "Korea": "KR",
    "South Korea": "KR",
    "North Korea": "KP",
    "Macedonia": "MK",
    "Swaziland": "SZ",
    "Burma": "MM",
    "Cape Verde": "CV",
    "East Timor": "TL",
    "Ivory Coast": "CI",
    "DR Congo": "CD",
    "Democratic Republic of the Congo": "CD",
    "Republic of the Congo": "CG",
    "Palestine": "PS",
    "Vatican": "VA",
    "Lao PDR": "LA",
    "Trinidad": "TT",
    "한국": "KR",
    "PRC": "CN",
    "Mainland China": "CN",
    "Hong Kong SAR": "HK",
    "Macau SAR": "MO",
    "KSA": "SA",
    "Suisse": "CH",
    "Schweiz": "CH",
}
"""What neither table has, and people write."""


_SEVERAL: Final = frozenset({"", "congo"})
"""Names that name two countries."""


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """ISO's codes and English names, the CLDR's English names, and what people write beside them."""
    codes: dict[str, str] = {}
    territories = _territories("en")
    for country in cast(Iterable[Any], pycountry.countries):
        code = str(country.alpha_2)
        if code in phonenumbers.SUPPORTED_REGIONS:
            for name in (country.alpha_3, *_names(country), territories.get(code, "")):
                codes.setdefault(_key(name), code)
    aliases = cast(dict[str, list[str]], get_global("territory_aliases"))
    for old, new in aliases.items():
        if len(old) == 3 and len(new) == 1 and new[0] in phonenumbers.SUPPORTED_REGIONS:
            codes.setdefault(_key(old), new[0])
    codes |= {_key(name): code for name, code in _ALIASES.items()}
    return {key: code for key, code in codes.items() if key not in _SEVERAL}


def _names(country: Any) -> Iterator[str]:
    for field in ("name", "common_name", "official_name"):
        name: str | None = getattr(country, field, None)
        if name:
            yield name
            # "Korea, Republic of" is written "Republic of Korea" too.
            first, comma, rest = name.partition(", ")
            if comma:
                yield f"{rest} {first}"


@lru_cache(maxsize=1)
def _local() -> dict[str, str]:
    """Names in the languages of the countries. A name that two languages give to two countries names neither."""
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    languages = {
        language
        for region in regions
        for language in cast(Iterable[str], get_official_languages(region, regional=True, de_facto=True))
    }
    codes: dict[str, str] = {}
    several: set[str] = set()
    for language in sorted(languages):
        for code, name in _territories(language).items():
            if code not in phonenumbers.SUPPORTED_REGIONS:
                continue
            for key in {_key(name), _key(_without_umlauts(name))}:
                if codes.setdefault(key, code) != code:
                    several.add(key)
    return {key: code for key, code in codes.items() if key not in several | _SEVERAL}


def _territories(language: str) -> dict[str, str]:
    try:
        return dict(cast(dict[str, str], Locale.parse(language).territories))
    except (UnknownLocaleError, ValueError):
        return {}


def _without_umlauts(name: str) -> str:
    """`Oesterreich`: how German and the Nordic languages write where the keyboard has no umlauts."""
    return name.casefold().translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xE5: "aa", 0xF8: "oe"})
