"""Lists of numbers and addresses that opted out: taken in, whether or not anybody has them, and given out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import Connection, select, tuple_

from engine.rules.addresses.email import normal_email
from engine.rules.addresses.phone import NumberPlan
from engine.rules.consent.consent import Channel, Evidence, Source, SourceKind
from engine.rules.imports.cells import value_in
from engine.rules.imports.import_columns import columns_of
from engine.rules.imports.import_headings import letters
from engine.rules.imports.import_mapping import EVERYTHING_GUESSED
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis, to_rfc3339
from engine.store.consent.consent_changes import ConsentChange, change_consents
from engine.store.contacts.contacts import PhoneReader
from engine.store.contacts.files.contact_file import ROWS_AT_ONCE, FileRow, FileTable, read_table
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.database.dialect import among
from engine.store.events.follow_ups import FollowChanges, FollowUp, note

_ADDRESS: Final = frozenset({"address", "number", "recipient", "to", "contact", "msisdn", "addressornumber"})
"""Headings of lists whose one column has numbers or addresses."""


class RejectedRows(Protocol):
    """Takes the rows that could not be taken in."""

    def rejected(self, row: int, reason: str, sentence: str) -> None:
        """The row holds neither a number nor an address."""
        ...


@dataclass(slots=True)
class OptOutNumbers:
    """The numbers of a list that was taken in."""

    rows: int = 0
    """Rows with anything in them."""
    opted_out: int = 0
    """Numbers and addresses that are opted out by this list."""
    already: int = 0
    """Those that were before."""


def import_opt_outs(
    database: Database,
    chunks: Iterable[bytes],
    rejects: RejectedRows,
    *,
    plan: NumberPlan,
    actor: str | None,
    file_name: str | None,
    now: Millis,
    changed: Callable[[FollowUp], None] = lambda follow_up: None,
) -> OptOutNumbers:
    """Opts out every number and address of a list: one a line, or a CSV with a column for them. A number that nobody
    has is remembered. `file_name` and `actor` are the evidence. Raises FileRefused for what is no list."""
    table = read_table(chunks)
    places, rows = _rows(table)
    source = Source(
        SourceKind.IMPORT, f"opt-out list {file_name}" if file_name else "opt-out list", Evidence(actor=actor)
    )
    done = OptOutNumbers()
    while chunk := list(itertools.islice(rows, ROWS_AT_ONCE)):
        claims: dict[tuple[Channel, str], ConsentChange] = {}
        numbers = PhoneReader(plan)
        for row in chunk:
            done.rows += 1
            addresses = [] if row.problem else list(_found(row, places, numbers))
            if not addresses:
                reason, message = row.problem or ("no_address", _NOTHING_FOUND)
                rejects.rejected(row.number, reason, message)
            for channel, address in addresses:
                details: dict[str, Any] = {"row": row.number}
                claims[channel, address] = ConsentChange(channel, address, ConsentState.OPTED_OUT, source, details)
        follow_up = _write(database, list(claims.values()), done, now)
        if follow_up is not None:
            changed(follow_up)
    return done


_NOTHING_FOUND: Final = (
    "The row holds no phone number and no e-mail address that can be read; write the number with its country, as in "
    "+12125550147."
)


def _rows(table: FileTable) -> tuple[list[int], Iterator[FileRow]]:
    """The columns that hold numbers and addresses (none: any may), and the rows; a first row that is no heading is one
    too."""
    header = list(table.header)
    columns = columns_of(header, EVERYTHING_GUESSED)
    places = [*columns.of("phone"), *columns.of("email")]
    places += [index for index, heading in enumerate(header) if letters(heading) in _ADDRESS and index not in places]
    if places:
        return places, table.rows
    if any(any(character.isdigit() for character in cell) or "@" in cell for cell in header):
        return [], itertools.chain((FileRow(1, header, None),), table.rows)
    return [], table.rows


def _found(row: FileRow, places: Sequence[int], numbers: PhoneReader) -> Iterator[tuple[Channel, str]]:
    cells = [row.cells[place] for place in places if place < len(row.cells)] if places else row.cells
    for cell in cells:
        value = value_in(cell)
        if "@" in value:
            address = normal_email(value)
            if address is not None:
                yield "email", address
        elif value:
            number = numbers.read(value, None).e164
            # Where no column is known, a date or an amount is no number.
            if number is not None and (places or len(number) >= _LEAST):
                yield "sms", number
                if not places:
                    return


_LEAST: Final = 10
"""Characters of a number in E.164 that is found without a column for it."""


def _write(database: Database, claims: list[ConsentChange], done: OptOutNumbers, now: Millis) -> FollowUp | None:
    if not claims:
        return None
    claims.sort(key=lambda claim: (claim.channel, claim.address))
    with database.write() as conn:
        decisions = change_consents(conn, claims, now)
        fresh = [claim for claim, decision in zip(claims, decisions, strict=True) if decision.changed]
        done.opted_out += len(fresh)
        done.already += len(claims) - len(fresh)
        numbers = [claim.address for claim in fresh if claim.channel == "sms"]
        return note(conn, FollowChanges.opted_out(numbers), now) if numbers else None


HEADER: Final = ("channel", "address", "opted_out_at", "source", "document", "words", "actor")


def opt_outs(database: Database, channel: Channel | None = None) -> Iterator[list[str]]:
    """Every number and address that is opted out, with when and how; in order, read in short transactions."""
    k = t.consent.c
    place = ("", "")
    while True:
        query = select(k.channel, k.address, k.changed_at).where(
            k.state == ConsentState.OPTED_OUT, tuple_(k.channel, k.address) > tuple_(*place)
        )
        if channel is not None:
            query = query.where(k.channel == channel)
        with database.read() as conn:
            rows = conn.execute(query.order_by(k.channel, k.address).limit(ROWS_AT_ONCE)).all()
            last_changes = {
                each: _last_words(conn, each, [row[1] for row in rows if row[0] == each]) for each in ("email", "sms")
            }
        if not rows:
            return
        for each, address, at in rows:
            yield [each, address, to_rfc3339(at), *last_changes[each].get(address, ["", "", "", ""])]
        place = (rows[-1][0], rows[-1][1])


def _last_words(conn: Connection, channel: str, addresses: Sequence[str]) -> dict[str, list[str]]:
    """Address -> how it was last opted out: source, document, words, who did it."""
    if not addresses:
        return {}
    log = t.consent_log.c
    query = select(log.address, log.source, log.evidence, log.actor).where(
        log.channel == channel, among(conn, log.address, addresses), log.after == ConsentState.OPTED_OUT
    )
    changes: dict[str, list[str]] = {}
    for address, source, evidence, actor in conn.execute(query.order_by(log.id)):
        details: dict[str, Any] = evidence or {}
        changes[address] = [source, str(details.get("document") or ""), str(details.get("wording") or ""), actor or ""]
    return changes
