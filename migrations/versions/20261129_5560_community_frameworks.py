"""Communities have frameworks of their own; skills are aligned between frameworks, and the same counts once"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261129_5560"
down_revision = "20261129_5510"

# A share holds the skills that count in the community: its own where one of them is the same.
NOTED = """
create function note_tree_changes_of_skill() returns trigger language plpgsql as $$
begin
  insert into tree_changes (user_id)
    select user_id from talents where skill_id = new.id
    union
    select talents.user_id from talents
      join memberships on memberships.user_id = talents.user_id and memberships.state = 'active'
      join frameworks on frameworks.id = new.framework_id and frameworks.community_id = memberships.community_id
      where talents.skill_id in (
        select id from skills where id in (old.same_as, new.same_as) or same_as in (old.same_as, new.same_as));
  return null;
end
$$
"""
# Only the trees that count the skill: a community may rearrange its own framework.
MOVED = """
create or replace function forget_trees() returns trigger language plpgsql as $$
begin
  delete from community_trees where community_id in (select community_id from tree_skills where skill_id = new.id);
  return null;
end
$$
"""
MOVED_BEFORE = """
create or replace function forget_trees() returns trigger language plpgsql as $$
begin
  delete from community_trees;
  return null;
end
$$
"""


def upgrade() -> None:
    op.add_column("frameworks", sa.Column("community_id", sa.Uuid(), sa.ForeignKey("communities.id")))
    op.add_column("frameworks", sa.Column("readers", sa.String(32), nullable=False, server_default="public"))
    op.add_column("skills", sa.Column("audience_id", sa.Uuid(), sa.ForeignKey("communities.id")))
    op.add_column("skills", sa.Column("alignments", JSONB(), nullable=False, server_default="[]"))
    op.add_column("skills", sa.Column("same_as", sa.Uuid(), sa.ForeignKey("skills.id")))
    op.execute(NOTED)
    op.execute(
        "create trigger note_tree_changes after update on skills for each row "
        "when ((new.same_as, new.audience_id) is distinct from (old.same_as, old.audience_id)) "
        "execute function note_tree_changes_of_skill()"
    )
    op.execute(MOVED)


def downgrade() -> None:
    op.execute(MOVED_BEFORE)
    op.execute("drop trigger note_tree_changes on skills")
    op.execute("drop function note_tree_changes_of_skill()")
    for name in ("same_as", "alignments", "audience_id"):
        op.drop_column("skills", name)
    for name in ("readers", "community_id"):
        op.drop_column("frameworks", name)
