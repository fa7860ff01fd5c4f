"""Guests are looked up by their room, and each is an account or a guest"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index, validate

revision = "20261129_5502"
down_revision = "20261129_5501"


def upgrade() -> None:
    validate("users", "fk_users_guest_of_rooms")
    validate("users", "ck_users_account_or_guest")
    add_index("ix_users_guest_of", "users", ["guest_of"], postgresql_where=sa.text("guest_of is not null"))


def downgrade() -> None:
    op.drop_index("ix_users_guest_of", "users")
