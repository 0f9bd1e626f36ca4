"""Webhook secrets that can be replaced.

Nothing is carried over: without a row the secret is what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.database.columns import Int64

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_secret",
        sa.Column("id", Int64, nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("ends_at", Int64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("webhook_secret")
