"""When each message was due: what frequency caps count by"""

import sqlalchemy as sa
from alembic import op

from engine.store.database.columns import Int64

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("due_at", Int64, nullable=True))
    # Of messages that are there already, nothing better is known than when they left.
    op.execute("UPDATE message SET due_at = coalesce(handed_at, claimed_at, created_at)")


def downgrade() -> None:
    raise RuntimeError("caps would count by other times; to go back, restore a backup")
