"""Importing contacts from a CSV: streamed, in chunks of one short transaction each, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Final, Protocol

from engine.rules.consent import Channel, ConsentState, Evidence, Kept, Source, SourceKind
from engine.rules.consent_words import read_claim
from engine.rules.email import email_problem
from engine.rules.external_ids import plain_id
from engine.rules.instants import Millis
from engine.rules.phone import NumberPlan
from engine.rules.phone_text import same_number
from engine.rules.reasons import Reason, sentence
from engine.rules.values import recognise
from engine.rules.zones import zone_named
from engine.store.contact_file import FileRefused, Row, read_table
from engine.store.contacts import ConsentClaim, Numbers, Person, Written, write_people
from engine.store.database import Database
from engine.store.follow_ups import FollowUp, note_people

_CHUNK: Final = 1_000
"""Rows a transaction: short enough for others to write in between."""
_LONGEST_ID: Final = 200

_SAID: Final = ("email", "first_name", "last_name", "timezone", "language", "country")
_OWN: Final = frozenset(
    {
        "external_id",
        "phone",
        *_SAID,
        "tags",
        "sms_consent",
        "sms_consent_source",
        "email_consent",
        "email_consent_source",
    }
)
_HIDDEN: Final = frozenset({"score", "phone_problem", "phone_raw", "created_at", "updated_at", "consent"})
"""Names Postroad has for things of its own: an attribute of that name could never be read."""


_OURS: Final = "postroad_"
"""Columns of a rejects file, which say why its rows were rejected."""


class Report(Protocol):
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
class Imported:
    """The numbers of an import."""

    rows: int = 0
    """Rows with anything in them, without the header."""
    accepted: int = 0
    """Rows that were imported; `rows` less the rejected."""
    created: int = 0
    """Contacts that are new."""
    updated: int = 0
    """Contacts that were there before."""
    repeated: int = 0
    """Rows about a contact that an earlier row of the file was about too: the later row counts."""
    consent_kept: int = 0
    """Claims that did not undo a STOP or an unsubscribe."""
    consent_undocumented: int = 0
    """Opt-ins claimed without a source, and so kept as they were."""


Changed = Callable[[FollowUp], None]
"""Told after each chunk what has to follow from its contacts, once it was committed."""


def import_contacts(
    database: Database,
    chunks: Iterable[bytes],
    report: Report,
    *,
    plan: NumberPlan,
    actor: str | None,
    now: Millis,
    changed: Changed = lambda follow_up: None,
) -> Imported:
    """Imports a CSV of contacts. `actor` stands in the consent log; `changed` is told what follows from each chunk.

    Raises ImportRefused for what is no such file, or stops being one: rows before that were imported.
    """
    done = Imported()
    try:
        table = read_table(chunks)
        columns = _Columns(table.header, report, actor)
        for rows in _in_chunks(table.rows):
            _import_chunk(database, columns, rows, report, done, plan, now, changed)
    except FileRefused as refusal:
        raise ImportRefused(str(refusal), refusal.row, refusal.byte, done) from None
    return done


class ImportRefused(Exception):
    """The file can't be read (any further)."""

    def __init__(self, message: str, row: int | None, byte: int | None, imported: Imported) -> None:
        super().__init__(message)
        self.row = row
        self.byte = byte
        self.imported = imported


class _Columns:
    """Which column is what."""

    def __init__(self, header: Sequence[str], report: Report, actor: str | None) -> None:
        self.source = lru_cache(1_000)(partial(_source, Evidence(actor=actor)))
        self.width = len(header)
        self.own: dict[str, int] = {}
        self.attributes: list[tuple[str, int]] = []
        self.nameless: list[int] = []
        seen: dict[str, int] = {}
        for index, name in enumerate(header):
            plain = name.lower().replace(" ", "_")
            known = plain in _OWN
            key = plain if known else name
            if not name:
                self.nameless.append(index)
                continue
            if key in seen:
                raise FileRefused(f'columns {seen[key] + 1} and {index + 1} are both named "{name}"; rename one', row=1)
            if len(name) > _LONGEST_ID or "\0" in name:
                raise FileRefused(f"the name of column {index + 1} can't be used; shorten it", row=1)
            seen[key] = index
            if plain.startswith(_OURS):
                continue
            if known:
                self.own[plain] = index
            elif plain in _HIDDEN:
                told = f'Column "{name}" is not imported: Postroad has a {plain} of its own. Rename it to keep it.'
                report.note(1, "column_reserved", told)
            else:
                self.attributes.append((name, index))
        if "external_id" not in self.own:
            named = ", ".join(name for name in header[:12] if name) or "none"
            raise FileRefused(
                f"the file has no column external_id, which tells whose row it is; its columns are: {named}", row=1
            )
        self.external_id = self.own["external_id"]
        self.said = [(name, self.own[name]) for name in _SAID if name in self.own]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The trimmed cell of one of our own columns; empty when the file has no such column."""
        index = self.own.get(name)
        return "" if index is None else cells[index].strip()


def _in_chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _import_chunk(
    database: Database,
    columns: _Columns,
    rows: Sequence[Row],
    report: Report,
    done: Imported,
    plan: NumberPlan,
    now: Millis,
    changed: Changed,
) -> None:
    people: dict[str, Person] = {}
    row_of: dict[str, int] = {}
    numbers = Numbers(plan)
    for row in rows:
        done.rows += 1
        refused = _refusal(columns, row)
        if refused:
            report.rejected(row.number, *refused)
            continue
        done.accepted += 1
        person = _person(columns, row, report)
        earlier = people.get(person.external_id)
        if earlier is not None:
            _repeats(row.number, report, done)
            person = _later_wins(earlier, person)
        people[person.external_id] = person
        row_of[person.external_id] = row.number
        # Outside of the transaction: reading a number is the slow part.
        numbers.read(person.columns.get("phone_raw"), person.columns.get("country"))
    with database.write() as conn:
        written = write_people(conn, list(people.values()), numbers, now)
        follow_up = note_people(conn, written, now)
    for one in written:
        row = row_of[one.row["external_id"]]
        _account_for(one, row, report, done, now)
        if "phone" in columns.own and (
            problem := one.row["phone_problem"] or (not one.row["phone"] and Reason.NO_PHONE)
        ):
            report.phone_problem(row, problem, sentence(problem))
    if follow_up is not None:
        changed(follow_up)


def _refusal(columns: _Columns, row: Row) -> tuple[str, str] | None:
    if row.problem:
        return row.problem
    cells = row.cells
    if len(cells) > columns.width:
        extra = [cell for cell in cells[columns.width :] if cell.strip()]
        if extra:
            return "too_many_cells", (
                f"The row has {len(cells)} cells, the header {columns.width}; put a cell that has the separator "
                "in it into quotes."
            )
    cells.extend([""] * (columns.width - len(cells)))
    for index in columns.nameless:
        if cells[index].strip():
            return "nameless_column", f"Column {index + 1} has no name in the header; name it or empty it."
    external_id = plain_id(cells[columns.external_id])
    if not external_id:
        return "no_external_id", "The row has no external_id, so nobody can tell whose it is; give it one."
    if len(external_id) > _LONGEST_ID:
        return "external_id_too_long", f"The external_id is longer than {_LONGEST_ID} characters; shorten it."
    return None


def _person(columns: _Columns, row: Row, report: Report) -> Person:
    cells = row.cells
    person = Person(plain_id(cells[columns.external_id]))
    phone = columns.own.get("phone")
    if phone is not None and cells[phone].strip():
        # Kept exactly as it was submitted.
        person.columns["phone_raw"] = cells[phone]
    for name, index in columns.said:
        if value := cells[index].strip():
            person.columns[name] = value
    for name, index in columns.attributes:
        if value := cells[index].strip():
            person.attributes[name] = recognise(value)
    if tags := columns.cell(cells, "tags"):
        person.add_tags = tuple(dict.fromkeys(tag for each in tags.split(";") if (tag := each.strip())))
    person.claims = tuple(_claims(columns, row, report))
    zone = person.columns.get("timezone")
    if zone is not None and zone_named(zone) is None:
        report.note(row.number, "timezone_unknown", f'"{zone[:60]}" is not a time zone; the number\'s is used instead.')
    if problem := email_problem(person.columns["email"]) if "email" in person.columns else None:
        report.note(row.number, problem, sentence(problem))
    return person


def _claims(columns: _Columns, row: Row, report: Report) -> Iterator[ConsentClaim]:
    channels: tuple[tuple[Channel, str, str], ...] = (
        ("sms", "sms_consent", "sms_consent_source"),
        ("email", "email_consent", "email_consent_source"),
    )
    for channel, column, source_column in channels:
        words = columns.cell(row.cells, column)
        try:
            state = read_claim(words)
        except ValueError as error:
            report.note(row.number, "consent_not_read", f"{error}. It was kept as it was.")
            continue
        if state is not None:
            document = columns.cell(row.cells, source_column) or None
            yield ConsentClaim(channel, state, columns.source(document), {"row": row.number})


def _source(evidence: Evidence, document: str | None) -> Source:
    return Source(SourceKind.IMPORT, document, evidence)


def _later_wins(earlier: Person, later: Person) -> Person:
    """Two rows about one contact: what the later one says counts, what it leaves empty stays."""
    claimed = {claim.channel for claim in later.claims}
    stops = tuple(
        claim
        for claim in earlier.claims
        # An opt-out is never lost to a later row.
        if claim.channel not in claimed or claim.state is ConsentState.OPTED_OUT
    )
    return Person(
        later.external_id,
        earlier.columns | later.columns,
        earlier.attributes | later.attributes,
        add_tags=tuple(dict.fromkeys((*earlier.add_tags, *later.add_tags))),
        claims=stops + tuple(claim for claim in later.claims if claim.channel not in {s.channel for s in stops}),
        phone_country=_phone_country(earlier, later),
    )


def _phone_country(earlier: Person, later: Person) -> str | None:
    """The country that came with the phone of two rows, when it is not the one that both together say."""
    raw = earlier.columns.get("phone_raw")
    if raw is None or not same_number(later.columns.get("phone_raw", raw), raw):
        return later.phone_country
    if earlier.phone_country is not None or "country" not in later.columns:
        return earlier.phone_country
    return earlier.columns.get("country", "")


def _repeats(row: int, report: Report, done: Imported) -> None:
    done.repeated += 1
    report.note(row, "repeated", "An earlier row has the same external_id; what this row says counts.")


def _account_for(one: Written, row: int, report: Report, done: Imported, now: Millis) -> None:
    if one.created:
        done.created += 1
    elif one.before is not None and one.before["updated_at"] == now:
        # This import wrote it before, in an earlier chunk.
        _repeats(row, report, done)
    else:
        done.updated += 1
    for claim, decision in one.decisions:
        match decision.kept_reason:
            case Kept.ONLY_THE_PHONE | Kept.ONLY_THE_PERSON as kept:
                done.consent_kept += 1
                report.note(row, f"{claim.channel}_{kept}", kept.sentence)
            case Kept.UNDOCUMENTED as kept:
                done.consent_undocumented += 1
                report.note(row, f"{claim.channel}_{kept}", kept.sentence)
            case _:
                pass
