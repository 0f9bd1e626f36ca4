"""What a public form says of a person, and when it counts.

Whoever types a number need not be its owner. So a form makes a new contact with what it says, and fills in nothing of a
contact that is there: its answers wait with the submission until a START from the number says that the owner was there.
Then they fill in what is empty, where all that waited say the same. An address that somebody else has, or that has said
something of its own, is taken over from no form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from engine.rules.addresses.email import normal_email
from engine.rules.consent.consent import PENDING_VALID
from engine.rules.outcomes.states import AnswersState, ConsentState
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.contacts import contacts
from engine.store.contacts.change_notes import note_contact_changes
from engine.store.contacts.contacts import ContactInput, PhoneReader, write_contacts
from engine.store.contacts.contacts_by_number import contacts_with_address
from engine.store.database.conflicts import again_on_conflict
from engine.store.events.follow_ups import FollowUp
from engine.store.inbound import forms
from engine.store.inbound.forms import AnswersRow

FIELDS: Final = ("first_name", "last_name", "email")


def without_a_taken_address(
    conn: Connection, answers: Mapping[str, Any], contact_id: int | None, now: Millis
) -> dict[str, Any]:
    """The answers without an e-mail address that another contact has, or that opted in or out by itself."""
    address = normal_email(answers.get("email"))
    if address is None:
        return dict(answers)
    others = [owner for owner in contacts_with_address(conn, address) if owner != contact_id]
    state = consents.states(conn, "email", [address], now)[address]
    if others or state is not ConsentState.UNKNOWN:
        return {name: value for name, value in answers.items() if name != "email"}
    return dict(answers)


def no_longer_certain(
    row: Mapping[str, Any], before: Sequence[AnswersRow], answers: Mapping[str, Any]
) -> dict[str, None]:
    """What a contact that a form made has to give up, because another post for its number says otherwise before the
    number itself said anything: nobody can tell whose it is."""
    made = next((post for post in before if post.state == AnswersState.MADE and post.contact_id == row["id"]), None)
    if made is None:
        return {}
    return {
        name: None
        for name in FIELDS
        if name in answers
        and made.answers.get(name)
        and _alike(name, row.get(name)) == _alike(name, made.answers[name])
        and _alike(name, answers[name]) != _alike(name, made.answers[name])
    }


def _alike(name: str, value: Any) -> str | None:
    if not value:
        return None
    return normal_email(str(value)) if name == "email" else " ".join(str(value).casefold().split())


@again_on_conflict
def number_confirmed(context: Context, number: str, at: Millis, now: Millis) -> FollowUp | None:
    """The number sent START at `at`: what forms had said of it until then counts now. Again changes nothing."""
    with context.db.write(urgent=True) as conn:
        waiting = [post for post in forms.unsettled_answers(conn, number) if post.at <= at]
        if not waiting:
            return None
        people = [
            person
            for contact_id in sorted({post.contact_id for post in waiting})
            if (person := _filled_in(conn, contact_id, number, waiting, at, now)) is not None
        ]
        settings = accounts.load_settings(conn)
        written = write_contacts(conn, people, PhoneReader(settings.number_plan), now) if people else []
        forms.settle_answers(conn, [post.id for post in waiting])
        return note_contact_changes(conn, written, now) if written else None


def _filled_in(
    conn: Connection, contact_id: int, number: str, waiting: Sequence[AnswersRow], at: Millis, now: Millis
) -> ContactInput | None:
    """The contact with what is certain; None when it has another number by now, or there is nothing to fill in."""
    rows = contacts.by_ids(conn, [contact_id])
    posts = [post for post in waiting if post.contact_id == contact_id and post.at > at - PENDING_VALID]
    if not rows or rows[0]["phone"] != number or not posts:
        return None
    row = rows[0]
    certain: dict[str, Any] = {}
    for name in FIELDS:
        given = {_alike(name, post.answers[name]): post.answers[name] for post in posts if post.answers.get(name)}
        if len(given) == 1 and not row[name]:
            certain[name] = next(iter(given.values()))
    tags = tuple(dict.fromkeys(tag for post in posts for tag in post.answers.get("tags", ())))
    certain = without_a_taken_address(conn, certain, contact_id, now)
    new_tags = tuple(tag for tag in tags if tag not in (row["tags"] or ()))
    return ContactInput(row["external_id"], certain, add_tags=new_tags) if certain or new_tags else None
