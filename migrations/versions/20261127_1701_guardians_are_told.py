"""A guardian hears, in their language, what is opened that is not published; if it is much, in the morning"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1701"
down_revision = "20261127_1721"
GUARDIANSHIP = "fk_gathered_mails_guardianship_id"


def upgrade() -> None:
    language = sa.Enum("fr", "en", name="locale", native_enum=False, length=32)
    op.add_column("guardianships", sa.Column("locale", language, nullable=True))
    op.add_column("gathered_mails", sa.Column("guardianship_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f(GUARDIANSHIP),
        "gathered_mails",
        "guardianships",
        ["guardianship_id"],
        ["id"],
        ondelete="CASCADE",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.drop_constraint(op.f(GUARDIANSHIP), "gathered_mails")
    op.drop_column("gathered_mails", "guardianship_id")
    op.drop_column("guardianships", "locale")
