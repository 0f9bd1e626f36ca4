"""The library, short links, opt-in forms, segments, answers, follow-ups; and a consent log that nobody can rewrite"""

import sqlalchemy as sa
from alembic import op

from engine.store.database.columns import Int64, Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _library()
    _links()
    _forms()
    op.create_table(
        "segment",
        sa.Column("id", Int64, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("condition", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "answer",
        sa.Column("message_id", Int64, nullable=False),
        sa.Column("inbound_id", Int64, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index("ix_answer_inbound_id", "answer", ["inbound_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", Int64, nullable=False),
        sa.Column("due", Json, nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_follow_up_at", "follow_up", ["at"], unique=False)
    unsent = sa.text("state = 'planned' AND enrolment_id IS NULL")
    op.create_index(
        "ix_message_service", "message", ["created_at"], unique=False, sqlite_where=unsent, postgresql_where=unsent
    )
    for table in ("consent_log", "form_wording"):
        _only_added_to(table)


def _library() -> None:
    op.create_table(
        "template",
        sa.Column("id", Int64, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", Int64, nullable=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "template_version",
        sa.Column("id", Int64, nullable=False),
        sa.Column("template_id", Int64, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fallback", sa.String(), nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ux_template_version", "template_version", ["template_id", "number"], unique=True)


def _links() -> None:
    op.create_table(
        "short_link",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message_id", Int64, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "click",
        sa.Column("id", Int64, nullable=False),
        sa.Column("message_id", Int64, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.Column("bot", sa.String(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_click_message", "click", ["message_id", "at"], unique=False)


def _forms() -> None:
    op.create_table(
        "form",
        sa.Column("id", Int64, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("closed_at", Int64, nullable=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "form_wording",
        sa.Column("id", Int64, nullable=False),
        sa.Column("form_id", Int64, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ux_form_wording", "form_wording", ["form_id", "number"], unique=True)
    op.create_table(
        "form_submission",
        sa.Column("id", Int64, nullable=False),
        sa.Column("form_id", Int64, nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("at", Int64, nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("contact_id", Int64, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_form_submission_form", "form_submission", ["form_id", "id"], unique=False)
    op.create_index("ix_form_submission_ip", "form_submission", ["ip", "at"], unique=False)
    op.create_index("ix_form_submission_number", "form_submission", ["number", "at"], unique=False)


_REFUSAL = "is only ever added to: it proves what people agreed to"


def _only_added_to(table: str) -> None:
    """Makes the database itself refuse to change or delete rows of a table that is a proof."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} {_REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} {_REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_kept()"
    )


def downgrade() -> None:
    raise RuntimeError("this would delete forms, links and segments; to go back, restore a backup")
