"""A guardian hears, in their language, what is opened that is not published"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1701"
down_revision = "20261127_1721"


def upgrade() -> None:
    language = sa.Enum("fr", "en", name="locale", native_enum=False, length=32)
    op.add_column("guardianships", sa.Column("locale", language, nullable=True))


def downgrade() -> None:
    op.drop_column("guardianships", "locale")
