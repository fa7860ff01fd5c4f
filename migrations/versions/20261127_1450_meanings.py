"""What an experience means, near which skills: a row for each, marked by triggers whenever its words may have changed

The rows of experiences that are there already come in the next migration.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_1450"
down_revision = "20261127_1410"

MARK_ONE = """
create function mark_meaning() returns trigger language plpgsql as $$
begin
  insert into public.experience_meanings as m (experience_id) values (new.id)
  on conflict (experience_id) do update set made_by = '', marks = m.marks + 1;
  return null;
end
$$
"""
# Locked in one order, as two media may stand in the same experiences.
MARK_OF_MEDIA = """
create function mark_meanings_of_media() returns trigger language plpgsql as $$
begin
  with shown as materialized (
    select m.experience_id from public.experience_meanings as m
    where m.experience_id in (select experience_id from public.experience_media where media_id = new.id)
    order by 1 for update
  )
  update public.experience_meanings as m set made_by = '', marks = m.marks + 1
  from shown where m.experience_id = shown.experience_id;
  return null;
end
$$
"""


def upgrade() -> None:
    op.create_table(
        "experience_meanings",
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Text(), server_default="", nullable=False),
        sa.Column("marks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("least", sa.REAL()),
        sa.Column("nearest", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"],
            ["experiences.id"],
            name="fk_experience_meanings_experience_id_experiences"[:63],
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("experience_id", name="pk_experience_meanings"),
    )
    op.create_index("ix_experience_meanings_made_by", "experience_meanings", ["made_by"])
    op.execute(MARK_ONE)
    op.execute(MARK_OF_MEDIA)
    op.execute(
        "create trigger marked after insert or update of version on experiences "
        "for each row execute function mark_meaning()"
    )
    op.execute(
        "create trigger marked after update of caption, transcript on media "
        "for each row execute function mark_meanings_of_media()"
    )


def downgrade() -> None:
    op.execute("drop trigger marked on media")
    op.execute("drop trigger marked on experiences")
    op.execute("drop function mark_meanings_of_media()")
    op.execute("drop function mark_meaning()")
    op.drop_table("experience_meanings")
