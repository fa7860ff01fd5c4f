"""What a model heard in a recording, for its owner to accept or to throw away"""

from alembic import op

revision = "20261127_3301"
down_revision = "20261127_3401"


def upgrade() -> None:
    op.execute(
        "alter table media add column transcription varchar(32), add column spoken_language text, "
        "add column cues jsonb, add column transcribed_by text"
    )


def downgrade() -> None:
    op.execute(
        "alter table media drop column transcription, drop column spoken_language, drop column cues, "
        "drop column transcribed_by"
    )
