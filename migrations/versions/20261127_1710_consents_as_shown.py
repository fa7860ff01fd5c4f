"""A consent keeps the language of its text, whether its version was stated, and the boxes that were ticked"""

from alembic import op

revision = "20261127_1710"
down_revision = "20261127_1619"


def upgrade() -> None:
    op.execute("alter table consents add column version_stated boolean not null default false")
    op.execute("alter table consents alter column version_stated drop default")
    op.execute("alter table consents add column locale varchar(32)")
    op.execute("alter table consents add column boxes text[] not null default '{}'")
    op.execute("alter table consents alter column boxes drop default")


def downgrade() -> None:
    op.execute("alter table consents drop column boxes")
    op.execute("alter table consents drop column locale")
    op.execute("alter table consents drop column version_stated")
