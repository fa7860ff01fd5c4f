"""Whatever refers to another row is found from there: a row that goes is not looked for in whole tables"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1200"
down_revision = "20261127_1321"
ALWAYS = {
    "ix_guardianships_person": ("guardianships", "person_id"),
    "ix_portraits_owner": ("portraits", "owner_id"),
    "ix_journals_owner": ("journals", "owner_id"),
}
WHERE_SET = {
    "ix_flags_owner": ("flags", "owner_id"),
    "ix_flags_decider": ("flags", "decided_by"),
    "ix_hidings_hider": ("hidings", "hidden_by"),
    "ix_hidings_reviewer": ("hidings", "reviewed_by"),
    "ix_mails_user": ("mails", "user_id"),
    "ix_journals_cover": ("journals", "cover_media_id"),
    "ix_responses_reviewer": ("responses", "reviewer_id"),
    "ix_access_events_reader": ("access_events", "reader_id"),
}


def upgrade() -> None:
    for name, (table, column) in ALWAYS.items():
        add_index(name, table, [column])
    for name, (table, column) in WHERE_SET.items():
        add_index(name, table, [column], postgresql_where=sa.text(f"{column} is not null"))


def downgrade() -> None:
    for name, (table, _) in (ALWAYS | WHERE_SET).items():
        op.drop_index(name, table)
