"""The first schema."""

from __future__ import annotations

from alembic import op

from fireline.store.gather import gathered

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    gathered().create_all(op.get_bind())
