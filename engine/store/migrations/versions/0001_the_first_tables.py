"""The first tables"""

import sqlalchemy as sa
from alembic import op

from engine.store.database.columns import Int64, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ONE_OF_LAUNCH = sa.text("launch_id IS NOT NULL AND channel = 'sms' AND state NOT IN ('skipped', 'cancelled')")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", Int64, nullable=False),
        sa.Column("installation", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "api_key",
        sa.Column("id", Int64, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("revoked_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "cohort",
        sa.Column("id", Int64, nullable=False),
        sa.Column("version_id", Int64, nullable=False),
        sa.Column("bucket", Int64, nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("next_due_at", Int64, nullable=True),
        sa.Column("seen_at", Int64, nullable=False),
        sa.Column("ended_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cohort_due",
            ["next_due_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cohort_open",
            ["version_id", "bucket"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "consent",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changed_at", Int64, nullable=False),
        sa.Column("pending_until", Int64, nullable=True),
        sa.Column("clause_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("channel", "address"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consent_log",
        sa.Column("id", Int64, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("evidence", Json, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("consent_log", schema=None) as batch_op:
        batch_op.create_index("ix_consent_log_address", ["channel", "address", "id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", Int64, nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("phone_raw", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("phone_problem", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("attributes", Json, nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_phone"), ["phone"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", Int64, nullable=False),
        sa.Column("contact_id", Int64, nullable=False),
        sa.Column("journey_id", Int64, nullable=False),
        sa.Column("version_id", Int64, nullable=False),
        sa.Column("cohort_id", Int64, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slot", Int64, nullable=False),
        sa.Column("cause_id", Int64, nullable=True),
        sa.Column("launch_id", Int64, nullable=True),
        sa.Column("properties", Json, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rest", sa.String(), nullable=True),
        sa.Column("due_at", Int64, nullable=True),
        sa.Column("entered_at", Int64, nullable=False),
        sa.Column("visits", Json, nullable=True),
        sa.Column("heard_id", Int64, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("skip_next", sa.Boolean(), nullable=False),
        sa.Column("admitted_at", Int64, nullable=False),
        sa.Column("ended_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_enrolment_due",
            ["cohort_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("status = 'active'"),
            postgresql_where=sa.text("status = 'active'"),
        )
        batch_op.create_index("ix_enrolment_journey", ["journey_id", "id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_key",
            ["journey_id", "key"],
            unique=False,
            sqlite_where=sa.text("key <> ''"),
            postgresql_where=sa.text("key <> ''"),
        )
        batch_op.create_index("ux_enrolment_slot", ["contact_id", "journey_id", "key", "slot"], unique=True)

    op.create_table(
        "event",
        sa.Column("id", Int64, nullable=False),
        sa.Column("contact_id", Int64, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("properties", Json, nullable=False),
        sa.Column("occurred_at", Int64, nullable=False),
        sa.Column("received_at", Int64, nullable=False),
        sa.Column("idempotency_id", sa.String(), nullable=True),
        sa.Column("enrolments", Json, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_contact", ["contact_id", "name", "received_at"], unique=False)
        batch_op.create_index(
            "ux_event_idempotency",
            ["idempotency_id"],
            unique=True,
            sqlite_where=sa.text("idempotency_id IS NOT NULL"),
            postgresql_where=sa.text("idempotency_id IS NOT NULL"),
        )

    op.create_table(
        "idempotent_answer",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotent_answer_created_at"), ["created_at"], unique=False)

    op.create_table(
        "inbound",
        sa.Column("id", Int64, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("carrier_inbound_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("matched", sa.String(), nullable=True),
        sa.Column("message_id", Int64, nullable=True),
        sa.Column("carrier_answered", sa.Boolean(), nullable=False),
        sa.Column("followed_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_number", ["number", "id"], unique=False)
        batch_op.create_index(
            "ix_inbound_unfollowed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("followed_at IS NULL"),
            postgresql_where=sa.text("followed_at IS NULL"),
        )
        batch_op.create_index("ux_inbound_carrier", ["carrier", "carrier_inbound_id"], unique=True)

    op.create_table(
        "journey",
        sa.Column("id", Int64, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("draft", Json, nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("version_id", Int64, nullable=True),
        sa.Column("paused_at", Int64, nullable=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "launch",
        sa.Column("id", Int64, nullable=False),
        sa.Column("journey_id", Int64, nullable=False),
        sa.Column("version_id", Int64, nullable=False),
        sa.Column("started_at", Int64, nullable=False),
        sa.Column("after_contact_id", Int64, nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("skipped", Json, nullable=False),
        sa.Column("seen_at", Int64, nullable=False),
        sa.Column("finished_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("launch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_launch_journey_id"), ["journey_id"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "message",
        sa.Column("id", Int64, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("enrolment_id", Int64, nullable=True),
        sa.Column("journey_id", Int64, nullable=True),
        sa.Column("version_id", Int64, nullable=True),
        sa.Column("launch_id", Int64, nullable=True),
        sa.Column("contact_id", Int64, nullable=True),
        sa.Column("inbound_id", Int64, nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("message_class", sa.String(), nullable=False),
        sa.Column("sender_id", sa.String(), nullable=True),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("encoding", sa.String(), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Boolean(), nullable=False),
        sa.Column("notes", Json, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("carrier_id", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("deadline_at", Int64, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("claimed_at", Int64, nullable=True),
        sa.Column("handed_at", Int64, nullable=True),
        sa.Column("delivered_at", Int64, nullable=True),
        sa.Column("clicked_at", Int64, nullable=True),
        sa.Column("replied_at", Int64, nullable=True),
        sa.Column("settled_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_claimed",
            ["deadline_at"],
            unique=False,
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )
        batch_op.create_index("ix_message_journey", ["journey_id", "id"], unique=False)
        batch_op.create_index("ix_message_to", ["to", "handed_at"], unique=False)
        batch_op.create_index(
            "ux_message_launch_number",
            ["launch_id", "to", "step", "visit"],
            unique=True,
            sqlite_where=_ONE_OF_LAUNCH,
            postgresql_where=_ONE_OF_LAUNCH,
        )
        batch_op.create_index(
            "ux_message_reply",
            ["inbound_id"],
            unique=True,
            sqlite_where=sa.text("inbound_id IS NOT NULL"),
            postgresql_where=sa.text("inbound_id IS NOT NULL"),
        )
        batch_op.create_index("ux_message_visit", ["enrolment_id", "step", "visit"], unique=True)

    op.create_table(
        "path",
        sa.Column("enrolment_id", Int64, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.Column("route_id", Int64, nullable=False),
        sa.PrimaryKeyConstraint("enrolment_id", "revision"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "route",
        sa.Column("id", Int64, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("hops", Json, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "sender",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("rate", sa.Float(), nullable=True),
        sa.Column("next_slot_us", Int64, nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "step_count",
        sa.Column("version_id", Int64, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("n", Int64, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "step", "what", "detail", "shard"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "version",
        sa.Column("id", Int64, nullable=False),
        sa.Column("journey_id", Int64, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("plan", Json, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.create_index("ux_version_number", ["journey_id", "number"], unique=True)


def downgrade() -> None:
    raise RuntimeError("these are the first tables; to go back, restore a backup")
