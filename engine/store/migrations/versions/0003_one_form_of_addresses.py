"""One form of e-mail addresses and of contacts' ids; what was kept in another form is brought over"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.rules.addresses.email import normal_email, trimmed_email
from engine.rules.addresses.external_ids import plain_id
from engine.store.database.columns import Int64, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CHUNK = 1_000

_contact = sa.table(
    "contact",
    sa.column("id", Int64),
    sa.column("external_id", sa.String),
    sa.column("email", sa.String),
    sa.column("email_address", sa.String),
)
_consent = sa.table(
    "consent",
    sa.column("channel", sa.String),
    sa.column("address", sa.String),
    sa.column("state", sa.String),
    sa.column("changed_at", Int64),
    sa.column("pending_until", Int64),
    sa.column("clause_at", Int64),
)
_log = sa.table(
    "consent_log",
    sa.column("channel", sa.String),
    sa.column("address", sa.String),
    sa.column("before", sa.String),
    sa.column("after", sa.String),
    sa.column("at", Int64),
    sa.column("source", sa.String),
    sa.column("evidence", Json),
)


def upgrade() -> None:
    op.add_column("contact", sa.Column("email_address", sa.String(), nullable=True))
    conn = op.get_bind()
    for rows in _contacts(conn):
        _bring_over(conn, rows)
    _merge_consents(conn)
    op.create_index("ix_contact_email_address", "contact", ["email_address"], unique=False)


def _contacts(conn: sa.Connection) -> Iterator[list[Any]]:
    last = 0
    while True:
        c = _contact.c
        query = sa.select(c.id, c.external_id, c.email).where(c.id > last).order_by(c.id).limit(_CHUNK)
        rows = list(conn.execute(query))
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _bring_over(conn: sa.Connection, rows: list[Any]) -> None:
    c = _contact.c
    changed = [
        {"_id": row.id, "_email": trimmed_email(row.email) or None, "_address": normal_email(row.email)}
        for row in rows
        if row.email is not None
    ]
    if changed:
        statement = sa.update(_contact).where(c.id == sa.bindparam("_id"))
        conn.execute(statement.values(email=sa.bindparam("_email"), email_address=sa.bindparam("_address")), changed)
    for row in rows:
        plain = plain_id(row.external_id)
        if plain != row.external_id:
            # Two contacts whose ids differed by blanks alone stay two: nobody but their owner can tell which is right.
            name, n = plain or f"contact {row.id}", 1
            while conn.execute(sa.select(c.id).where(c.external_id == name)).first() is not None:
                n += 1
                name = f"{plain} ({n})"
            conn.execute(sa.update(_contact).where(c.id == row.id).values(external_id=name))


_STRONGEST = ("opted_out", "opted_in", "pending", "unknown")
"""Of several rows of one address, the first of these counts: an opt-out is never lost."""


def _merge_consents(conn: sa.Connection) -> None:
    k = _consent.c
    by_address: dict[str, list[Any]] = {}
    for row in conn.execute(sa.select(_consent).where(k.channel == "email").order_by(k.address)):
        by_address.setdefault(normal_email(row.address) or row.address, []).append(row)
    for address, rows in by_address.items():
        if len(rows) == 1 and rows[0].address == address:
            continue
        chosen = min(rows, key=lambda row: (_STRONGEST.index(row.state), -row.changed_at))
        before = next((row.state for row in rows if row.address == address), "unknown")
        conn.execute(sa.delete(_consent).where(k.channel == "email", k.address.in_([row.address for row in rows])))
        merged = {**chosen._mapping, "address": address}
        conn.execute(sa.insert(_consent).values(merged))
        spellings = sorted(row.address for row in rows if row.address != address)
        conn.execute(
            sa.insert(_log).values(
                channel="email",
                address=address,
                before=before,
                after=chosen.state,
                at=chosen.changed_at,
                source="migration",
                evidence={"document": "spellings of one address were brought together", "was_kept_as": spellings},
            )
        )


def downgrade() -> None:
    raise RuntimeError("spellings that were brought together can't be told apart; to go back, restore a backup")
