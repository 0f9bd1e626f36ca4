"""Files of contacts: what became of them, and what would."""

from __future__ import annotations

from typing import Any

from builder_api.models.common import Answer


class ImportedColumn(Answer):
    """What one column of a file became."""

    heading: str
    becomes: str
    """One of our own columns (`phone`, `sms_consent`, ...), `attribute` or `skip`."""
    name: str
    """The attribute's name."""
    guessed: bool
    """Whether it was taken by its heading, without being named as documented or mapped."""
    looks_like: str | None
    """`phone` or `consent`, where it seems to hold that and was not taken as it."""


class PreviewColumn(ImportedColumn):
    """What one column of a file would become."""

    index: int
    samples: list[str]
    """Some of its values."""


class ImportNote(Answer):
    """Something that should be known before a file is imported."""

    code: str
    sentence: str


class ImportPreview(Answer):
    """What an import would make of a file."""

    encoding: str
    """What the file's text is in, as its beginning shows."""
    delimiter: str
    system: str | None
    """The system whose export it is, when its headings show."""
    importable: bool
    """Whether a column is known as the id, without which nothing can be imported."""
    columns: list[PreviewColumn]
    rows: list[list[str]]
    """The first rows, as they stand in the file."""
    notes: list[ImportNote]
    mapping: dict[str, Any]
    """What would be done, as a mapping: to be changed, and sent with the file."""


class RowProblem(Answer):
    """Something about one row of a file."""

    row: int
    """As a spreadsheet counts: the header is row 1."""
    reason: str
    sentence: str


class ImportResult(Answer):
    """What became of every row of a file."""

    rows: int
    """Rows with anything in them, without the header."""
    accepted: int
    rejected: list[RowProblem]
    phone_problems: list[RowProblem]
    """These were imported; their phones can't be texted."""
    consent_kept: int
    """Claims that did not undo a STOP or an unsubscribe."""
    consent_undocumented: int
    """Opt-ins claimed without a source, and so not taken over."""
    created: int
    updated: int
    """Contacts that were there before, the unchanged included."""
    unchanged: int
    """Of the updated, those of whom the file said nothing new."""
    repeated: int
    """Rows about a contact that an earlier row was about too; the later one counts."""
    notes: list[RowProblem]
    """These were imported, and something about them should be known. Of row 1: about the columns."""
    encoding: str
    """What the file's text was in: `utf-8`, `windows-1252`, `utf-16-le`, ..."""
    delimiter: str
    system: str | None
    """The system whose export it is, when its headings show."""
    columns: list[ImportedColumn]
    """What each column was taken as."""


class OptOutResult(Answer):
    """What became of a list of opt-outs."""

    rows: int
    """Rows with anything in them."""
    opted_out: int
    """Numbers and addresses that are opted out by this list."""
    already: int
    """Those that were before."""
    rejected: list[RowProblem]
    """Rows that hold no number and no address that can be read."""
