"""What one row of a file says about one contact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Final, Protocol

from engine.rules.addresses.email import email_problem
from engine.rules.addresses.external_ids import LONGEST_ID, plain_id
from engine.rules.conditions.values import recognise
from engine.rules.consent.consent import Channel, ClaimedState, Evidence, Source, SourceKind
from engine.rules.consent.consent_words import read_consent_cell, read_opt_out_cell
from engine.rules.imports.cells import is_scientific, tags_in, value_in
from engine.rules.imports.import_columns import Columns
from engine.rules.imports.import_mapping import FileMapping
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.zones import zone_named
from engine.store.contacts.contacts import ContactConsentChange, ContactInput
from engine.store.contacts.files.contact_file import FileRow
from engine.store.contacts.files.file_refused import FileRefused

_PLAIN_FIELDS: Final = ("email", "first_name", "last_name", "timezone", "language", "country")


class ImportReport(Protocol):
    """Takes what is to be said about single rows; of a large file, that can be more than fits into memory."""

    def rejected(self, row: int, reason: str, sentence: str) -> None:
        """The row was not imported."""
        ...

    def phone_problem(self, row: int, reason: str, sentence: str) -> None:
        """The contact was imported; its phone can't be texted."""
        ...

    def note(self, row: int, reason: str, sentence: str) -> None:
        """The contact was imported, and something about it should be known."""
        ...


class RowReader:
    """Reads the rows of one file. Raises FileRefused when no column says whose a row is."""

    def __init__(self, columns: Columns, mapping: FileMapping, report: ImportReport, evidence: Evidence) -> None:
        self._report = report
        self._mapping = mapping
        self._source = lru_cache(1_000)(partial(_source, evidence))
        self._width = len(columns.columns)
        ids = columns.of("external_id")
        if not ids:
            headings = ", ".join(column.heading for column in columns.columns[:12] if column.heading) or "none"
            raise FileRefused(
                "the file has no column external_id, which tells whose row it is, and none that is known as one; its "
                f"columns are: {headings}. Map the one that has each person's id",
                row=1,
            )
        self._external_id = ids[0]
        self._plain_fields = [(name, places[0]) for name in _PLAIN_FIELDS if (places := columns.of(name))]
        self._attributes = [(column.name, column.index) for column in columns.columns if column.becomes == "attribute"]
        self._nameless = [column.index for column in columns.columns if not column.heading]
        self._phone = self._column_of(columns, "phone")
        self._tags = self._column_of(columns, "tags")
        self._channels: list[tuple[Channel, int | None, list[int], int | None, int | None]] = [
            (
                channel,
                self._column_of(columns, f"{channel}_consent"),
                columns.of(f"{channel}_opt_out"),
                self._column_of(columns, f"{channel}_consent_source"),
                self._column_of(columns, f"{channel}_consent_date"),
            )
            for channel in _CHANNELS
        ]
        self._channels = [each for each in self._channels if each[1] is not None or each[2]]

    @staticmethod
    def _column_of(columns: Columns, target: str) -> int | None:
        places = columns.of(target)
        return places[0] if places else None

    @property
    def has_phones(self) -> bool:
        """Whether a column of the file is the phone."""
        return self._phone is not None

    def refusal(self, row: FileRow) -> tuple[str, str] | None:
        """Why the row can't be taken, as (code, sentence)."""
        if row.problem:
            return row.problem
        cells = row.cells
        if len(cells) > self._width:
            extra = [cell for cell in cells[self._width :] if cell.strip()]
            if extra:
                return "too_many_cells", (
                    f"The row has {len(cells)} cells, the header {self._width}; put a cell that has the separator "
                    "in it into quotes."
                )
        cells.extend([""] * (self._width - len(cells)))
        for index in self._nameless:
            if cells[index].strip():
                return "nameless_column", f"Column {index + 1} has no name in the header; name it or empty it."
        external_id = plain_id(value_in(cells[self._external_id]))
        if not external_id:
            return "no_external_id", "The row has no external_id, so nobody can tell whose it is; give it one."
        if len(external_id) > LONGEST_ID:
            return "external_id_too_long", f"The external_id is longer than {LONGEST_ID} characters; shorten it."
        if is_scientific(external_id):
            return "id_shortened", (
                f'The id "{external_id}" was shortened by a spreadsheet, so several people may have it; export the '
                "file again, format that column as text before saving, and import that."
            )
        return None

    def person(self, row: FileRow) -> ContactInput:
        """What the row says; only of a row that is not refused."""
        cells, columns = row.cells, dict[str, str]()
        person = ContactInput(plain_id(value_in(cells[self._external_id])), columns, spelt=True)
        if self._phone is not None and (phone := value_in(cells[self._phone])):
            columns["phone_raw"] = phone
        for name, index in self._plain_fields:
            if value := value_in(cells[index]):
                columns[name] = value
        attributes = person.attributes
        for name, index in self._attributes:
            if value := value_in(cells[index]):
                attributes[name] = recognise(value)
        if self._tags is not None:
            person.add_tags = tags_in(cells[self._tags])
        if self._channels:
            person.claims = tuple(self._claims(row))
        if "timezone" in columns:
            self._look_at_zone(columns, row)
        if problem := email_problem(columns["email"]) if "email" in columns else None:
            self._report.note(row.number, problem, sentence(problem))
        return person

    def _look_at_zone(self, columns: dict[str, str], row: FileRow) -> None:
        zone = columns["timezone"]
        if zone_named(zone) is not None:
            return
        # HubSpot's spelling: america_slash_chicago.
        timezone = zone_named(zone.replace("_slash_", "/"))
        if timezone is not None:
            columns["timezone"] = timezone.key
            return
        message = f'"{zone[:60]}" is not a time zone; the number\'s is used instead.'
        self._report.note(row.number, "timezone_unknown", message)

    def _claims(self, row: FileRow) -> Iterator[ContactConsentChange]:
        for channel, column, opt_outs, source, date in self._channels:
            state = None if column is None else self._state(row, value_in(row.cells[column]), opt_out=False)
            for index in opt_outs:
                words = value_in(row.cells[index])
                said_out = self._state(row, words, opt_out=True)
                if said_out is not None:
                    state = said_out
                elif state is ConsentState.OPTED_IN and words and not _is_read(words):
                    # It may say that they opted out, so another column's opt-in is not believed.
                    state = None
            if state is None:
                continue
            document = "" if source is None else value_in(row.cells[source])
            details: dict[str, object] = {"row": row.number}
            given_at = ("" if date is None else value_in(row.cells[date])) or self._mapping.consent_date
            if given_at and state is ConsentState.OPTED_IN:
                details["given_at"] = given_at
            yield ContactConsentChange(channel, state, self._source(document or self._mapping.consent_source), details)

    def _state(self, row: FileRow, words: str, *, opt_out: bool) -> ClaimedState | None:
        try:
            return read_opt_out_cell(words) if opt_out else read_consent_cell(words)
        except ValueError as error:
            self._report.note(row.number, "consent_not_read", f"{error}. It was kept as it was.")
            return None


_CHANNELS: Final[tuple[Channel, ...]] = ("sms", "email")


def _is_read(words: str) -> bool:
    try:
        read_opt_out_cell(words)
    except ValueError:
        return False
    return True


def _source(evidence: Evidence, document: str | None) -> Source:
    return Source(SourceKind.IMPORT, document, evidence)


def sample_of(rows: Sequence[FileRow]) -> list[list[str]]:
    """The cells of some rows that can be read."""
    return [row.cells for row in rows[:200] if row.problem is None]
