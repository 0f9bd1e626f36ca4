"""Importing contacts from a CSV: streamed, in chunks of one short transaction each, every row accounted for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from engine.rules.addresses.phone import NumberPlan
from engine.rules.addresses.phone_text import same_number
from engine.rules.consent.consent import Evidence, UnchangedReason
from engine.rules.imports.import_columns import Columns, columns_of
from engine.rules.imports.import_mapping import EVERYTHING_GUESSED, FileMapping, MappingRefused
from engine.rules.outcomes.reasons import Reason, sentence
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.store.contacts.change_notes import note_contact_changes
from engine.store.contacts.contacts import ContactInput, PhoneReader, WrittenContact, write_contacts
from engine.store.contacts.files.contact_file import ROWS_AT_ONCE, FileRow, read_table
from engine.store.contacts.files.contact_rows import ImportReport, RowReader, sample_of
from engine.store.contacts.files.file_refused import FileRefused
from engine.store.database.database import Database
from engine.store.events.follow_ups import FollowUp


@dataclass(slots=True)
class ListReport:
    """A report in memory."""

    rejects: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    phone_problems: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    notes: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])

    def rejected(self, row: int, reason: str, sentence: str) -> None:
        """Keeps it."""
        self.rejects.append((row, reason, sentence))

    def phone_problem(self, row: int, reason: str, sentence: str) -> None:
        """Keeps it."""
        self.phone_problems.append((row, reason, sentence))

    def note(self, row: int, reason: str, sentence: str) -> None:
        """Keeps it."""
        self.notes.append((row, reason, sentence))


@dataclass(slots=True)
class ImportCounts:
    """The numbers of an import."""

    rows: int = 0
    """Rows with anything in them, without the header."""
    accepted: int = 0
    """Rows that were imported; `rows` less the rejected."""
    created: int = 0
    """Contacts that are new."""
    updated: int = 0
    """Contacts that were there before, the unchanged included."""
    repeated: int = 0
    """Rows about a contact that an earlier row of the file was about too: the later row counts."""
    consent_kept: int = 0
    """Claims that did not undo a STOP or an unsubscribe."""
    consent_undocumented: int = 0
    """Opt-ins claimed without a source, and so kept as they were."""
    unchanged: int = 0
    """Of the updated, those of whom the file said nothing new."""
    encoding: str = "utf-8"
    """What the file's text was in."""
    delimiter: str = ","
    """What parted its cells."""
    system: str | None = None
    """The system whose export it is, when its headings show."""
    columns: list[ColumnOutcome] = field(default_factory=list["ColumnOutcome"])
    """What each column was taken as, in the file's order."""


@dataclass(slots=True)
class ColumnOutcome:
    """What became of one column of a file."""

    heading: str
    becomes: str
    """One of our own columns, `attribute` or `skip`."""
    name: str
    """The attribute's name."""
    guessed: bool
    """Whether it was taken by a guess."""
    looks_like: str | None
    """`phone` or `consent`, where it seems to be one and was not taken as that."""


def taken(columns: Columns) -> list[ColumnOutcome]:
    """Columns as an answer tells of them."""
    return [
        ColumnOutcome(column.heading, column.becomes, column.name, column.guessed, column.looks_like)
        for column in columns.columns
    ]


Changed = Callable[[FollowUp], None]
"""Told after each chunk what has to follow from its contacts, once it was committed."""


def import_contacts(
    database: Database,
    chunks: Iterable[bytes],
    report: ImportReport,
    *,
    plan: NumberPlan,
    actor: str | None,
    now: Millis,
    changed: Changed = lambda follow_up: None,
    mapping: FileMapping = EVERYTHING_GUESSED,
    file_name: str | None = None,
) -> ImportCounts:
    """Imports a CSV of contacts. `actor` and `file_name` stand in the consent log; `changed` is told what follows from
    each chunk; `mapping` says what the columns are, as far as that is not to be guessed.

    Raises ImportRefused for what is no such file, or stops being one: rows before that were imported.
    """
    done = ImportCounts()
    try:
        table = read_table(chunks, encoding=mapping.encoding, delimiter=mapping.delimiter)
        done.encoding, done.delimiter = table.encoding, table.delimiter
        in_chunks = _in_chunks(table.rows)
        first = next(in_chunks, list[FileRow]())
        columns = columns_of(table.header, mapping, sample_of(first))
        done.system, done.columns = columns.system, taken(columns)
        reader = RowReader(columns, mapping, report, Evidence(actor=actor, page=file_name))
        for code, message in columns.notes():
            report.note(1, code, message)
        for rows in itertools.chain((first,), in_chunks):
            _import_chunk(database, reader, rows, report, done, plan, now, changed)
        done.encoding = table.encoding
    except FileRefused as refusal:
        raise ImportRefused(refusal, done, row=refusal.row, byte=refusal.byte) from None
    except MappingRefused as refusal:
        raise ImportRefused(refusal, done, row=1) from None
    return done


class ImportRefused(FileRefused):
    """The file can't be read (any further); the rows before were imported."""

    def __init__(self, why: Refusal, imported: ImportCounts, *, row: int | None, byte: int | None = None) -> None:
        super().__init__(str(why), row=row, byte=byte, accepted=imported.accepted)
        self.imported = imported


def _in_chunks(rows: Iterator[FileRow]) -> Iterator[list[FileRow]]:
    chunk: list[FileRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _import_chunk(
    database: Database,
    reader: RowReader,
    rows: Sequence[FileRow],
    report: ImportReport,
    done: ImportCounts,
    plan: NumberPlan,
    now: Millis,
    changed: Changed,
) -> None:
    people: dict[str, ContactInput] = {}
    row_of: dict[str, int] = {}
    numbers = PhoneReader(plan)
    for row in rows:
        done.rows += 1
        refused = reader.refusal(row)
        if refused:
            report.rejected(row.number, *refused)
            continue
        done.accepted += 1
        person = reader.person(row)
        earlier = people.get(person.external_id)
        if earlier is not None:
            _repeats(row.number, report, done)
            person = _later_wins(earlier, person)
        people[person.external_id] = person
        row_of[person.external_id] = row.number
        # Outside of the transaction: reading a number is the slow part.
        numbers.read(person.columns.get("phone_raw"), person.columns.get("country"))
    with database.write() as conn:
        written = write_contacts(conn, list(people.values()), numbers, now)
        follow_up = note_contact_changes(conn, written, now)
    for contact in written:
        row = row_of[contact.row["external_id"]]
        _account_for(contact, row, report, done, now)
        if reader.has_phones and (
            problem := contact.row["phone_problem"] or (not contact.row["phone"] and Reason.NO_PHONE)
        ):
            report.phone_problem(row, problem, sentence(problem))
    if follow_up is not None:
        changed(follow_up)


def _later_wins(earlier: ContactInput, later: ContactInput) -> ContactInput:
    """Two rows about one contact: what the later one says counts, what it leaves empty stays."""
    claimed = {claim.channel for claim in later.claims}
    stops = tuple(
        claim
        for claim in earlier.claims
        # An opt-out is never lost to a later row.
        if claim.channel not in claimed or claim.state is ConsentState.OPTED_OUT
    )
    return ContactInput(
        later.external_id,
        earlier.columns | later.columns,
        earlier.attributes | later.attributes,
        add_tags=tuple(dict.fromkeys((*earlier.add_tags, *later.add_tags))),
        claims=stops + tuple(claim for claim in later.claims if claim.channel not in {s.channel for s in stops}),
        phone_country=_phone_country(earlier, later),
        spelt=True,
    )


def _phone_country(earlier: ContactInput, later: ContactInput) -> str | None:
    """The country that came with the phone of two rows, when it is not the one that both together say."""
    raw = earlier.columns.get("phone_raw")
    if raw is None or not same_number(later.columns.get("phone_raw", raw), raw):
        return later.phone_country
    if earlier.phone_country is not None or "country" not in later.columns:
        return earlier.phone_country
    return earlier.columns.get("country", "")


def _repeats(row: int, report: ImportReport, done: ImportCounts) -> None:
    done.repeated += 1
    report.note(row, "repeated", "An earlier row has the same external_id; what this row says counts.")


def _account_for(contact: WrittenContact, row: int, report: ImportReport, done: ImportCounts, now: Millis) -> None:
    if contact.created:
        done.created += 1
    elif contact.before is not None and contact.before["updated_at"] == now:
        # This import wrote it before, in an earlier chunk.
        _repeats(row, report, done)
    else:
        done.updated += 1
        if contact.before is not None and contact.row["updated_at"] == contact.before["updated_at"]:
            done.unchanged += 1
    for claim, decision in contact.decisions:
        match decision.kept_reason:
            case UnchangedReason.ONLY_THE_PHONE | UnchangedReason.ONLY_THE_PERSON as reason:
                done.consent_kept += 1
                report.note(row, f"{claim.channel}_{reason}", reason.sentence)
            case UnchangedReason.UNDOCUMENTED as reason:
                done.consent_undocumented += 1
                report.note(row, f"{claim.channel}_{reason}", reason.sentence)
            case UnchangedReason.ALREADY_OPTED_IN | UnchangedReason.SAYS_NOTHING | None:
                pass
            case _ as never:
                assert_never(never)
