"""A moment without words is named by its context and its day, in the words that the statement brings"""

from alembic import op

revision = "20261127_4401"
down_revision = "20261127_4400"

MOMENT_DAY = r"""
create function moment_day(words jsonb, language text, context text, lived_on date, lived_precision text) returns text
language plpgsql immutable parallel safe as $$
declare
  own jsonb := words -> language;
  situation text := own -> 'situations' ->> context;
  style jsonb := own -> case when situation is null then 'sentence' else 'phrase' end;
  month text := extract(month from lived_on);
begin
  return concat(situation, case lived_precision
    when 'year' then extract(year from lived_on)::text
    when 'month' then concat_ws(' ', style -> 'months' ->> month, extract(year from lived_on))
    else concat_ws(' ', style -> 'weekdays' ->> extract(isodow from lived_on)::text,
      own -> 'numbers' ->> extract(day from lived_on)::text, own -> 'phrase' -> 'months' ->> month)
  end);
end
$$
"""


def upgrade() -> None:
    op.execute(MOMENT_DAY)


def downgrade() -> None:
    op.execute("drop function moment_day")
