"""A mapping: what somebody says the columns of a file are, and where and when the people in it gave their consent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from engine.rules.imports.import_headings import TARGETS
from engine.rules.outcomes.refusal import Refusal

_SKIP: Final = frozenset({"", "skip", "ignore", "don't import", "do not import", "dont import", "none", "-"})
_NAMED: Final = re.compile(r"(?:attributes?|contact)[.:]\s*(.+)", re.DOTALL)
_DELIMITERS: Final[Mapping[str, str]] = {
    **{each: each for each in (",", ";", "\t", "|")},
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "\\t": "\t",
    "pipe": "|",
}
_KNOWN: Final = ("columns", "consent", "encoding", "delimiter", "others")


class MappingRefused(Refusal):
    """The mapping can't be used."""

    code = "file_refused"


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What one column is said to become."""

    target: str
    """A target, `attribute` or `skip`."""
    name: str | None
    """The attribute's name, where it is to be another than the heading."""


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A whole mapping; empty, everything is guessed."""

    columns: Mapping[str, MappedColumn] = field(default_factory=dict[str, MappedColumn])
    """Heading -> what it becomes."""
    others: Literal["guess", "attributes", "skip"] = "guess"
    """What becomes of the columns that it does not name."""
    consent_source: str | None = None
    """Where the people in the file agreed, for rows that don't say it themselves."""
    consent_date: str | None = None
    """When: a date, or a time in RFC 3339."""
    encoding: str | None = None
    delimiter: str | None = None


EVERYTHING_GUESSED: Final = FileMapping()
"""No mapping."""


def read_mapping(value: object) -> FileMapping:
    """A mapping as JSON or YAML give it; raises MappingRefused."""
    if value is None:
        return FileMapping()
    whole = _object(value, "the mapping", _KNOWN)
    consent = _object(whole.get("consent") or {}, "consent", ("source", "date"))
    others = whole.get("others", "guess")
    if others not in ("guess", "attributes", "skip"):
        raise MappingRefused(f'others is "{others}"; use guess, attributes or skip')
    return FileMapping(
        columns=_columns(whole.get("columns") or {}),
        others=others,
        consent_source=_text(consent.get("source"), "consent.source", 500),
        consent_date=_date(consent.get("date")),
        encoding=_text(whole.get("encoding"), "encoding", 40),
        delimiter=_delimiter(whole.get("delimiter")),
    )


def _object(value: object, subject: str, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MappingRefused(f"{subject} is not an object; write it as {{{names[0]}: ...}}")
    fields = cast(dict[Any, Any], value)
    for name in fields:
        if name not in names:
            raise MappingRefused(
                f'{subject} has "{name}", which is nothing of a mapping; it may have {", ".join(names)}'
            )
    return fields


def _columns(value: object) -> dict[str, MappedColumn]:
    if not isinstance(value, dict):
        raise MappingRefused('columns is not an object; write a heading and what it becomes, as in {"Mobile": "phone"}')
    return {str(heading): _mapped(str(heading), target) for heading, target in cast(dict[Any, Any], value).items()}


def _mapped(heading: str, target: object) -> MappedColumn:
    if target is None or target is False:
        return MappedColumn("skip", None)
    if not isinstance(target, str):
        raise MappingRefused(f'"{heading}" becomes something that is no text; use one of {_choices()}')
    written = target.strip()
    plain = written.casefold()
    if plain in _SKIP:
        return MappedColumn("skip", None)
    if plain in TARGETS or plain == "attribute":
        return MappedColumn(plain, None)
    match = _NAMED.fullmatch(written)
    if match:
        return MappedColumn("attribute", match[1].strip())
    raise MappingRefused(f'"{heading}" becomes "{written[:60]}", which a column can\'t be; use one of {_choices()}')


def _choices() -> str:
    return f"{', '.join(TARGETS)}, attribute, attribute.NAME, skip"


def _text(value: object, subject: str, longest: int) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise MappingRefused(f"{subject} is no text of up to {longest} characters")
    return value.strip() or None


def _date(value: object) -> str | None:
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = _text(value, "consent.date", 40)
    if text is None:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise MappingRefused(f'consent.date is "{text}", which is no date; write it as 2026-03-01') from None
    return text


def _delimiter(value: object) -> str | None:
    if value is None or value == "":
        return None
    delimiter = _DELIMITERS.get(value) if isinstance(value, str) else None
    if delimiter is None:
        raise MappingRefused(f'delimiter is "{value}"; use a comma, a semicolon, a tab or a bar')
    return delimiter
