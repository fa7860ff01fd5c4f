"""What a community can do is counted as it changes, not as it is read"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1440"
down_revision = "20261127_1451"

NOTED = """
create function note_tree_change_of_{person}() returns trigger language plpgsql as $$
begin
  -- Of a person who is being deleted, forget_tree_person has taken everything out.
  insert into tree_changes (user_id)
    select id from users where id = coalesce(new.{person}, old.{person});
  return null;
end
$$
"""
FORGOTTEN = """
create function forget_tree_person() returns trigger language plpgsql as $$
begin
  perform from community_trees where community_id in (select community_id from tree_people where user_id = old.id)
    order by community_id for update;
  with theirs as (
    select community_id, skill.id, skill.stance, coalesce(skills.domain_id, skills.id) as domain_id
    from tree_people, unnest(tree_people.skills, tree_people.stances) as skill(id, stance), skills
    where tree_people.user_id = old.id and skills.id = skill.id
  ), share as (
    select community_id, id, (stance <> 'seeks')::int as have, (stance = 'offers')::int as offer,
      (stance = 'seeks')::int as seek, 0 as in_domain from theirs
    union all
    select community_id, domain_id, 0, 0, 0, bool_or(stance <> 'seeks')::int from theirs group by 1, 2
  ), shares as (
    select community_id, id, sum(have) as have, sum(offer) as offer, sum(seek) as seek, sum(in_domain) as in_domain
    from share group by 1, 2
  )
  update tree_skills set have = tree_skills.have - shares.have, offer = tree_skills.offer - shares.offer,
    seek = tree_skills.seek - shares.seek, in_domain = tree_skills.in_domain - shares.in_domain
  from shares where tree_skills.community_id = shares.community_id and tree_skills.skill_id = shares.id;
  update community_trees set people = people - 1
    where community_id in (select community_id from tree_people where user_id = old.id);
  delete from tree_people where user_id = old.id;
  return old;
end
$$
"""
MOVED = """
create function forget_trees() returns trigger language plpgsql as $$
begin
  delete from community_trees;
  return null;
end
$$
"""
TALENTS = "new.target_type = 'talents' and new.audience_type = 'community'"
PEOPLE = ("user_id", "owner_id")
TRIGGERS = {
    "memberships": {
        "insert": ("user_id", "new.state = 'active'"),
        "delete": ("user_id", "old.state = 'active'"),
        "update": (
            "user_id",
            (
                "(new.state = 'active' or old.state = 'active') and (new.state, new.show_talents, new.joined_at) "
                "is distinct from (old.state, old.show_talents, old.joined_at)"
            ),
        ),
    },
    "talents": {
        "insert": ("user_id", "true"),
        "delete": ("user_id", "true"),
        "update": (
            "user_id",
            "(new.stance, cardinality(new.evidence) > 0) is distinct from (old.stance, cardinality(old.evidence) > 0)",
        ),
    },
    "grants": {
        "insert": ("owner_id", TALENTS),
        "delete": ("owner_id", TALENTS.replace("new.", "old.")),
        "update": (
            "owner_id",
            (
                f"{TALENTS} and (new.revoked_at, new.starts_at, new.ends_at) "
                "is distinct from (old.revoked_at, old.starts_at, old.ends_at)"
            ),
        ),
    },
    "erasures": {"insert": ("user_id", "true"), "delete": ("user_id", "true")},
}


def upgrade() -> None:
    op.create_table(
        "community_trees",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("covered_to", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_community_trees_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_community_trees")),
    )
    op.create_table(
        "tree_skills",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("have", "offer", "seek", "in_domain")),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community_trees.community_id"],
            name=op.f("fk_tree_skills_community_id_community_trees"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "skill_id", name=op.f("pk_tree_skills")),
    )
    op.create_table(
        "tree_people",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("stances", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community_trees.community_id"],
            name=op.f("fk_tree_people_community_id_community_trees"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tree_people_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "user_id", name=op.f("pk_tree_people")),
    )
    op.create_index(op.f("ix_tree_people_user_id"), "tree_people", ["user_id"])
    op.create_table(
        "tree_changes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tree_changes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_changes")),
    )
    op.create_index(op.f("ix_tree_changes_user_id"), "tree_changes", ["user_id"])
    for function in (*(NOTED.format(person=one) for one in PEOPLE), FORGOTTEN, MOVED):
        op.execute(function)
    for table, events in TRIGGERS.items():
        for event, (person, when) in events.items():
            op.execute(
                f"create trigger note_tree_change_on_{event} after {event} on {table} for each row when ({when}) "
                f"execute function note_tree_change_of_{person}()"
            )
    op.execute(
        "create trigger forget_tree_person before delete on users for each row execute function forget_tree_person()"
    )
    op.execute(
        "create trigger forget_trees after update on skills for each row "
        "when (new.domain_id is distinct from old.domain_id) execute function forget_trees()"
    )


def downgrade() -> None:
    op.execute("drop trigger forget_trees on skills")
    op.execute("drop trigger forget_tree_person on users")
    for table, events in TRIGGERS.items():
        for event in events:
            op.execute(f"drop trigger note_tree_change_on_{event} on {table}")
    for function in ("forget_trees", "forget_tree_person", *(f"note_tree_change_of_{one}" for one in PEOPLE)):
        op.execute(f"drop function {function}()")
    for table in ("tree_changes", "tree_people", "tree_skills", "community_trees"):
        op.drop_table(table)
