"""What a form says of a person waits with its submission"""

import sqlalchemy as sa
from alembic import op

from engine.store.database.columns import Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("form_submission", sa.Column("answers", Json, nullable=True))
    op.add_column("form_submission", sa.Column("answers_state", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("form_submission", "answers_state")
    op.drop_column("form_submission", "answers")
