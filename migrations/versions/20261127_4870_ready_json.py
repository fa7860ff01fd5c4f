"""The JSON of a medium and of a skill stands ready in its row, written whenever the row is"""

from alembic import op

revision = "20261127_4870"
down_revision = "20261127_4710"

MEDIUM = """
create function media_summary(medium media) returns json language sql stable parallel safe as $$
  select row_to_json(summary) from (
    select medium.id, medium.kind, medium.state, medium.alt, medium.caption, medium.transcript, medium.thumbhash,
      medium.width, medium.height, medium.duration,
      array(select variant ->> 'name' from jsonb_array_elements(medium.variants) variant) as variants) as summary
$$
"""
SKILL = """
create function skills_summary(skill skills) returns json language sql stable parallel safe as $$
  select row_to_json(summary) from (
    select skill.id, (select code from frameworks where id = skill.framework_id) as framework, skill.code, skill.labels
  ) as summary
$$
"""


def upgrade() -> None:
    for table, function in (("media", MEDIUM), ("skills", SKILL)):
        op.execute(f"alter table {table} add column summary json")
        op.execute(function)
        op.execute(f"""
            create function keep_{table}_summary() returns trigger language plpgsql as $$
            begin
              new.summary := {table}_summary(new);
              return new;
            end
            $$
        """)
        op.execute(
            f"create trigger keep_summary before insert or update on {table}"
            f" for each row execute function keep_{table}_summary()"
        )
        # Also for rows that are copied in without their other triggers.
        op.execute(f"alter table {table} enable always trigger keep_summary")
        op.execute(f"alter table {table} add constraint summary_kept check (summary is not null) not valid")


def downgrade() -> None:
    for table in ("media", "skills"):
        op.execute(f"drop trigger keep_summary on {table}")
        op.execute(f"drop function keep_{table}_summary")
        op.execute(f"drop function {table}_summary")
        op.execute(f"alter table {table} drop column summary")
