"""Which column of a file becomes what: as somebody said in a mapping, else by the best guess from its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from engine.rules.imports.cells import value_in
from engine.rules.imports.import_headings import (
    MEANINGS,
    OWN,
    SYSTEM_MEANINGS,
    Target,
    cleaned,
    is_email_opt_out,
    letters,
    looks_like_consent,
    looks_like_phone,
    system_of,
)
from engine.rules.imports.import_mapping import FileMapping, MappedColumn, MappingRefused

HIDDEN: Final = frozenset({"score", "phone_problem", "phone_raw", "created_at", "updated_at", "consent"})
"""Names Postroad has for things of its own: an attribute of that name could never be read."""
OURS: Final = "postroad_"
"""Columns of files that Postroad wrote, which say why rows were rejected, or when a contact was made."""
LONGEST_NAME: Final = 200

_AS_NUMBER: Final = re.compile(r"\+?[\d\s().-]{8,20}", re.ASCII)
_TEXTABLE: Final = re.compile(r"\+\d[\d\s().-]{7,}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file and what becomes of it."""

    index: int
    heading: str
    """As it stands in the file, without what nobody sees."""
    becomes: Target
    """A target, `attribute` or `skip`."""
    name: str
    """The attribute's name."""
    guessed: bool = False
    """Whether it was taken for what it means, without having its documented name or being in a mapping."""
    looks_like: Literal["phone", "consent"] | None = None
    """What it seems to hold, though it was not taken as that."""
    note: tuple[str, str] | None = None
    """(code, sentence): what should be known about it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns of a file."""

    system: str | None
    """The system that exports such files, when its headings show."""
    columns: tuple[Column, ...]

    def of(self, target: Target) -> list[int]:
        """The places of the columns that become this."""
        return [column.index for column in self.columns if column.becomes == target]

    def notes(self) -> list[tuple[str, str]]:
        """(code, sentence) of all that should be known before, or after, a file is imported so."""
        all_notes = [column.note for column in self.columns if column.note is not None]
        if not self.of("phone"):
            all_notes.append(_no_phone(self.columns))
        all_notes.extend(_not_taken(self.columns))
        return all_notes


def columns_of(header: Sequence[str], mapping: FileMapping, samples: Sequence[Sequence[str]] = ()) -> Columns:
    """What becomes of each column; `samples` are some rows. Raises MappingRefused when the mapping does not fit."""
    headings = [cleaned(heading) for heading in header]
    system = system_of(headings)
    mapped_columns = _said(headings, mapping)
    targets = {mapped.target for mapped in mapped_columns.values()}
    guessed = _guessed(headings, system, mapped_columns, targets) if mapping.others == "guess" else {}
    if mapping.others == "skip":
        mapped_columns |= {
            index: MappedColumn("skip", None) for index in range(len(headings)) if index not in mapped_columns
        }
    names = _Names()
    columns: list[Column] = []
    for index, heading in enumerate(headings):
        values = [value for row in samples if index < len(row) and (value := value_in(row[index]))]
        columns.append(_column(index, heading, mapped_columns.get(index), guessed.get(index), names, values))
    return Columns(system, tuple(columns))


def _said(headings: Sequence[str], mapping: FileMapping) -> dict[int, MappedColumn]:
    mapped_columns: dict[int, MappedColumn] = {}
    for name, mapped in mapping.columns.items():
        index = _place(name, headings, mapped_columns)
        if index is None:
            file_headings = ", ".join(f'"{heading}"' for heading in headings[:20] if heading) or "none"
            raise MappingRefused(
                f'the mapping names the column "{name}", which the file does not have; it has {file_headings}'
            )
        mapped_columns[index] = mapped
    by_target: dict[str, int] = {}
    for index, mapped in mapped_columns.items():
        if mapped.target in ("attribute", "skip") or mapped.target.endswith("_opt_out"):
            continue
        if mapped.target in by_target:
            raise MappingRefused(
                f'the mapping makes both "{headings[by_target[mapped.target]]}" and "{headings[index]}" the '
                f"{mapped.target}; choose one of them"
            )
        by_target[mapped.target] = index
    return mapped_columns


def _place(name: str, headings: Sequence[str], mapped_columns: Mapping[int, MappedColumn]) -> int | None:
    """The column of that heading: as it is spelt, as `Notes 2` for the second of that name, or by its letters."""
    wanted_heading = cleaned(name)
    for index, heading in enumerate(_told_apart(headings)):
        if heading == wanted_heading and index not in mapped_columns:
            return index
    for index, heading in enumerate(headings):
        if letters(heading) == letters(wanted_heading) != "" and index not in mapped_columns:
            return index
    return None


def _told_apart(headings: Sequence[str]) -> list[str]:
    names = _Names()
    return [names.take(heading)[0] if heading else "" for heading in headings]


class _Names:
    """Names of attributes, each given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set(MEANINGS)
        self._last: dict[str, int] = {}

    def take(self, name: str) -> tuple[str, bool]:
        """The name, or `name 2`; and whether it had to be changed."""
        # Goes on from the last number given to this name: thousands of columns may have the same.
        count = self._last.get(name, 1)
        free = name if count == 1 else f"{name} {count}"
        while free in self._taken:
            count += 1
            free = f"{name} {count}"
        self._taken.add(free)
        self._last[name] = count
        return free, free != name


def _guessed(
    headings: Sequence[str], system: str | None, mapped_columns: Mapping[int, MappedColumn], targets: set[str]
) -> dict[int, tuple[Target, bool]]:
    """Column -> (target, whether that is a guess)."""
    open_ = {
        index: letters(heading) for index, heading in enumerate(headings) if heading and index not in mapped_columns
    }
    guesses: dict[int, tuple[Target, bool]] = {}
    ours = "externalid" in open_.values()
    for target, meanings in MEANINGS.items():
        if target in targets:
            continue
        special = SYSTEM_MEANINGS.get(system or "", {}).get(target, ())
        own = target.replace("_", "")
        # In a file of ours a documented name is what it says; in another's, a mobile comes before a phone.
        order = (own, *special, *meanings) if ours or target != "phone" else (*special, *meanings)
        index = next((place for meaning in order for place, spelling in open_.items() if spelling == meaning), None)
        if index is not None and index not in guesses:
            guesses[index] = (target, open_.pop(index) not in OWN)
        if target.endswith("_opt_out"):
            # Whoever opted out in any of them did.
            guesses |= {place: (target, True) for place, spelling in open_.items() if spelling in meanings}
            open_ = {place: spelling for place, spelling in open_.items() if place not in guesses}
    for index, heading in enumerate(headings):
        if index in open_ and "email_opt_out" not in targets and is_email_opt_out(heading):
            guesses[index] = ("email_opt_out", True)
    return guesses


def _column(
    index: int,
    heading: str,
    mapped: MappedColumn | None,
    guess: tuple[Target, bool] | None,
    names: _Names,
    values: Sequence[str],
) -> Column:
    if mapped is not None and mapped.target != "attribute":
        return Column(index, heading, mapped.target, heading)
    if mapped is None and guess is not None:
        target, is_guess = guess
        note = None
        if is_guess:
            note = (
                "column_taken",
                f'Column "{heading}" was taken as {target}; map it otherwise if it is something else.',
            )
        return Column(index, heading, target, heading, is_guess, None, note)
    own_name = (mapped.name if mapped else None) or heading.removeprefix("attribute.")
    plain = own_name.lower().replace(" ", "_")
    if not own_name or plain.startswith(OURS):
        return Column(index, heading, "skip", own_name)
    if plain in HIDDEN:
        message = f'Column "{heading}" is not imported: Postroad has a {plain} of its own. Rename it to keep it.'
        seems = "consent" if plain == "consent" and mapped is None else None
        return Column(index, heading, "skip", own_name, looks_like=seems, note=("column_reserved", message))
    if len(own_name) > LONGEST_NAME or "\0" in own_name:
        message = f"The name of column {index + 1} can't be used, so the column is not imported; shorten it."
        return Column(index, heading[:LONGEST_NAME], "skip", own_name[:LONGEST_NAME], note=("column_name", message))
    explicit = heading.startswith("attribute.") or mapped is not None
    name, renamed = (own_name, False) if explicit and own_name not in MEANINGS else names.take(own_name)
    message = f'Another column is named "{own_name}" too, so column {index + 1} is imported as "{name}".'
    looks = None if mapped is not None else _looks_like(heading, values)
    return Column(index, heading, "attribute", name, False, looks, ("column_renamed", message) if renamed else None)


def _looks_like(heading: str, values: Sequence[str]) -> Literal["phone", "consent"] | None:
    if looks_like_consent(heading):
        return "consent"
    numbers = sum(_AS_NUMBER.fullmatch(value) is not None for value in values)
    if looks_like_phone(heading) and (not values or numbers * 2 >= len(values)):
        return "phone"
    textable = sum(_TEXTABLE.fullmatch(value) is not None for value in values)
    return "phone" if textable and textable * 10 >= len(values) * 8 else None


def _no_phone(columns: Sequence[Column]) -> tuple[str, str]:
    like = [f'"{column.heading}"' for column in columns if column.looks_like == "phone"]
    hint = f"; {' and '.join(like)} may be it" if like else ""
    message = f"No column was taken as the phone, so nobody gets a number from this file to be texted at{hint}."
    return "no_phone_column", f"{message} Name the column phone, or map it."


def _not_taken(columns: Sequence[Column]) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    for column in columns:
        match column.looks_like:
            case "phone":
                message = (
                    f'Column "{column.heading}" looks like a phone number, and is kept as an attribute that nobody is'
                )
                notes.append(
                    ("phone_column_not_taken", f"{message} texted at. Map it to phone if it is the one to text.")
                )
            case "consent":
                message = (
                    f'Column "{column.heading}" looks like consent, and is kept as an attribute that changes nobody\'s.'
                )
                remedy = "Map it to sms_consent, sms_opt_out, email_consent or email_opt_out if it is."
                notes.append(("consent_column_not_taken", f"{message} {remedy}"))
            case None:
                pass
    return notes
