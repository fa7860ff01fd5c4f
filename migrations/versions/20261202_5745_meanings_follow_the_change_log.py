"""Which moments are to be compared by meaning follows from the change log: no row and no mark as they are written"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261202_5745"
down_revision = "20261202_5770"

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
        "meaning_positions",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_by", sa.Text(), server_default="", nullable=False),
        sa.Column("forgotten", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_meaning_positions_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_meaning_positions"),
    )
    op.execute("drop trigger marked on media")
    op.execute("drop trigger marked on experiences")
    op.execute("drop function mark_meanings_of_media()")
    op.execute("drop function mark_meaning()")
    op.drop_index("ix_experience_meanings_made_by", "experience_meanings")


def downgrade() -> None:
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
    op.execute(
        "insert into experience_meanings (experience_id) select id from experiences "
        "on conflict (experience_id) do nothing"
    )
    op.drop_table("meaning_positions")
    add_index("ix_experience_meanings_made_by", "experience_meanings", ["made_by"])
