"""An index of the events that name no contact: what was said about a key, for whoever registers with it later"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OF_NOBODY = sa.text("contact_id IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_event_of_nobody",
        "event",
        ["contact_id", "name", "occurred_at"],
        unique=False,
        sqlite_where=_OF_NOBODY,
        postgresql_where=_OF_NOBODY,
    )


def downgrade() -> None:
    op.drop_index("ix_event_of_nobody", table_name="event")
