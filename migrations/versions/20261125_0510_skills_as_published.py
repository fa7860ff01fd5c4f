"""Skills that were there before, told apart as frameworks publish them"""

from alembic import op

from migrations.online import add_index, in_batches, validate

revision = "20261125_0510"
down_revision = "20261125_0500"
GROUPS = """
update skills set kind = 'group'
where id in (select id from skills where parent_id is null and kind = 'skill' limit :size)
"""
PARENTS = """
update skills set domain_id = parent_id, broader = array[parent_id]
where id in (select id from skills where parent_id is not null and domain_id is null limit :size)
"""


def upgrade() -> None:
    for update in (GROUPS, PARENTS):
        in_batches(update)
    validate("skills", "fk_skills_domain_id")
    add_index("ix_skills_broader", "skills", ["broader"], postgresql_using="gin")
    add_index("ix_skills_uri", "skills", ["uri"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_skills_uri", "skills")
    op.drop_index("ix_skills_broader", "skills", postgresql_using="gin")
