"""Sessions of browsers: kept, so that signing out ends one"""

import sqlalchemy as sa
from alembic import op

from engine.store.database.columns import Int64

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key_id", Int64, nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("expires_at", Int64, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"], unique=False)
