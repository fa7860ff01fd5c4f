"""Talents, and skills as frameworks publish them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0500"
down_revision = "20261125_0400"

JSON = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
LANGUAGE = sa.Enum("fr", "en", name="locale", native_enum=False, length=32)
KIND = sa.Enum("group", "skill", "knowledge", "occupation", name="skillkind", native_enum=False, length=32)
NAME_KIND = sa.Enum("preferred", "alternative", "keyword", name="namekind", native_enum=False, length=32)
STANCE = sa.Enum("has", "offers", "seeks", name="stance", native_enum=False, length=32)
# Marked immutable, which a named dictionary makes it.
STEMS = """
create function word_stems(language text, plain text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(stem order by first), '{}') from (
    select stem, min(n) as first from string_to_table(plain, ' ') with ordinality as one(word, n),
      unnest(ts_lexize(
        case language when 'fr' then 'french_stem'::regdictionary else 'english_stem' end, word)) as stem
    group by stem
  ) as told
$$
"""


def upgrade() -> None:
    op.execute(STEMS)
    op.add_column("frameworks", sa.Column("notice", JSON, nullable=True))
    op.add_column("frameworks", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"))
    # With defaults: the release before this one still inserts skills, and knows nothing of these.
    op.add_column("skills", sa.Column("domain_id", sa.Uuid(), nullable=True))
    op.add_column("skills", sa.Column("broader", sa.ARRAY(sa.Uuid()), nullable=False, server_default="{}"))
    op.add_column("skills", sa.Column("kind", KIND, nullable=False, server_default="skill"))
    op.add_column("skills", sa.Column("uri", sa.Text(), nullable=True))
    op.add_column("skills", sa.Column("alternatives", JSON, nullable=False, server_default="{}"))
    op.add_column("skills", sa.Column("description", JSON, nullable=False, server_default="{}"))
    op.add_column("skills", sa.Column("obsolete_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_skills_domain_id"), "skills", "skills", ["domain_id"], ["id"], postgresql_not_valid=True
    )
    op.create_table(
        "skill_names",
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("language", LANGUAGE, nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("kind", NAME_KIND, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stems", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("weights", sa.ARRAY(sa.REAL()), nullable=False),
        sa.Column("rarest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["skill_id"], ["skills.id"], name=op.f("fk_skill_names_skill_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("skill_id", "language", "plain", name=op.f("pk_skill_names")),
    )
    op.create_index("ix_skill_names_prefix", "skill_names", ["plain"], postgresql_ops={"plain": "text_pattern_ops"})
    op.create_index(
        "ix_skill_names_fuzzy",
        "skill_names",
        ["plain"],
        postgresql_using="gin",
        postgresql_ops={"plain": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_skill_names_rarest"), "skill_names", ["rarest"])
    op.create_index("ix_skill_names_stems", "skill_names", ["stems"], postgresql_using="gin")
    op.create_table(
        "talents",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("stance", STANCE, nullable=False),
        sa.Column("evidence", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_talents_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["skill_id"], ["skills.id"], name=op.f("fk_talents_skill_id")),
        sa.PrimaryKeyConstraint("user_id", "skill_id", name=op.f("pk_talents")),
    )
    op.create_index(op.f("ix_talents_user_id_updated_at_skill_id"), "talents", ["user_id", "updated_at", "skill_id"])
    op.create_index(op.f("ix_talents_skill_id_user_id"), "talents", ["skill_id", "user_id"])


def downgrade() -> None:
    op.drop_table("talents")
    op.drop_table("skill_names")
    op.drop_constraint(op.f("fk_skills_domain_id"), "skills")
    for column in ("obsolete_at", "description", "alternatives", "uri", "kind", "broader", "domain_id"):
        op.drop_column("skills", column)
    op.drop_column("frameworks", "version")
    op.drop_column("frameworks", "notice")
    op.execute("drop function word_stems")
