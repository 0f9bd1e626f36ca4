"""Opt-in forms: their settings, the wordings they ever had, and what was submitted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from engine.rules.outcomes.states import AnswersState
from engine.rules.time.instants import Millis
from engine.settings.opt_in_form import FormSettings
from engine.store.database import core as t
from engine.store.database.dialect import locked
from engine.store.journeys.journeys import ALPHABET


class FormRow(NamedTuple):
    """A form, with the wording it shows now."""

    id: int
    public_id: str
    name: str
    settings: dict[str, Any]
    wording: int
    closed_at: Millis | None
    created_at: Millis
    updated_at: Millis
    text: str

    @property
    def set(self) -> FormSettings:
        """What it shows and asks."""
        return FormSettings.model_validate(self.settings)


class AnswersRow(NamedTuple):
    """What a submission says of a person, which no START has settled yet."""

    id: int
    contact_id: int
    at: Millis
    state: AnswersState
    answers: dict[str, Any]


class WordingRow(NamedTuple):
    """What people agreed to by a form at one time."""

    number: int
    text: str
    created_at: Millis


_f, _w, _s = t.form.c, t.form_wording.c, t.form_submission.c
_FORM = select(*(_f[name] for name in FormRow._fields if name != "text"), _w.text).join(
    t.form_wording, (_w.form_id == _f.id) & (_w.number == _f.wording)
)


def create(conn: Connection, name: str, settings: FormSettings, wording: str, now: Millis) -> FormRow:
    """A new form with its first wording."""
    public_id = "f_" + "".join(secrets.choice(ALPHABET) for _ in range(10))
    values = {
        "public_id": public_id,
        "name": name,
        "settings": _stored(settings),
        "wording": 1,
        "created_at": now,
        "updated_at": now,
    }
    form_id = conn.execute(insert(t.form).values(values).returning(_f.id)).scalar_one()
    _write(conn, form_id, 1, wording, now)
    return _found(conn, public_id)


def save(
    conn: Connection, public_id: str, name: str, settings: FormSettings, wording: str, closed: bool, now: Millis
) -> FormRow | None:
    """Changes a form; None when there is none. Another wording is its next version: the old ones are kept."""
    row = conn.execute(locked(conn, select(_f.id).where(_f.public_id == public_id))).one_or_none()
    if row is None:
        return None
    before = _found(conn, public_id)
    number = before.wording
    if before.text != wording:
        number = conn.execute(select(func.max(_w.number)).where(_w.form_id == before.id)).scalar_one() + 1
        _write(conn, before.id, number, wording, now)
    closed_at = (before.closed_at or now) if closed else None
    values: dict[str, Any] = {
        "name": name,
        "settings": _stored(settings),
        "wording": number,
        "closed_at": closed_at,
        "updated_at": now,
    }
    conn.execute(update(t.form).where(_f.id == before.id).values(values))
    return _found(conn, public_id)


def _stored(settings: FormSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json")


def _write(conn: Connection, form_id: int, number: int, text: str, now: Millis) -> None:
    conn.execute(insert(t.form_wording).values(form_id=form_id, number=number, text=text, created_at=now))


def _found(conn: Connection, public_id: str) -> FormRow:
    return FormRow._make(conn.execute(_FORM.where(_f.public_id == public_id)).one())


def find(conn: Connection, public_id: str) -> FormRow | None:
    """The form of that id."""
    row = conn.execute(_FORM.where(_f.public_id == public_id)).one_or_none()
    return None if row is None else FormRow._make(row)


def listed(conn: Connection, *, before_id: int | None, limit: int) -> list[FormRow]:
    """Forms, newest first."""
    query = _FORM.order_by(_f.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(_f.id < before_id)
    return [FormRow._make(row) for row in conn.execute(query)]


def wordings(conn: Connection, form_id: int) -> list[WordingRow]:
    """All wordings that a form ever had, newest first."""
    query = select(_w.number, _w.text, _w.created_at).where(_w.form_id == form_id).order_by(_w.number.desc())
    return [WordingRow._make(row) for row in conn.execute(query)]


def wording(conn: Connection, form_id: int, number: int) -> str | None:
    """One wording; None when the form never had it."""
    query = select(_w.text).where(_w.form_id == form_id, _w.number == number)
    return conn.execute(query).scalar_one_or_none()


def outcomes(conn: Connection, form_id: int) -> dict[str, int]:
    """How many submissions had each outcome."""
    query = select(_s.outcome, func.count()).where(_s.form_id == form_id).group_by(_s.outcome)
    return {row[0]: row[1] for row in conn.execute(query)}


def posts_since(conn: Connection, since: Millis, *, ip: str | None = None, number: str | None = None) -> int:
    """How many submissions came from an address, or for a number, since then."""
    query = select(func.count()).select_from(t.form_submission).where(_s.at > since)
    if ip is not None:
        query = query.where(_s.ip == ip)
    if number is not None:
        query = query.where(_s.number == number)
    return conn.execute(query).scalar_one()


def write_submission(conn: Connection, values: Mapping[str, Any]) -> int:
    """Keeps a submission; its id."""
    return conn.execute(insert(t.form_submission).values(dict(values)).returning(_s.id)).scalar_one()


def unsettled_answers(conn: Connection, number: str) -> list[AnswersRow]:
    """What was said of the number's owner since its last START, the oldest first."""
    query = (
        select(_s.id, _s.contact_id, _s.at, _s.answers_state, _s.answers)
        .where(_s.number == number, _s.answers_state.in_((AnswersState.MADE, AnswersState.WAITING)))
        .order_by(_s.at, _s.id)
    )
    return [AnswersRow(row[0], row[1], row[2], row[3], row[4] or {}) for row in conn.execute(query)]


def settle_answers(conn: Connection, ids: Sequence[int]) -> None:
    """A START of the number has settled these."""
    conn.execute(update(t.form_submission).where(_s.id.in_(ids)).values(answers_state=AnswersState.SETTLED))
