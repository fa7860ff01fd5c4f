"""A moment without a title is named by the first words written or said about it"""

from alembic import op

revision = "20261127_4400"
down_revision = "20261127_4300"

FIRST_WORDS = r"""
create function first_words(said text) returns text
language plpgsql immutable parallel safe as $$
declare
  longest constant int := 60;
  line text;
  first_sentence text;
begin
  line := regexp_replace(left(said, 400), '\[([^\]]*)\]\([^)]*\)', '\1', 'g');
  line := regexp_replace(line, '(^|\n)\s*((#{1,6}|>|[-*+]|\d+\.)[ \t]+)+', '\1', 'g');
  line := regexp_replace(line, '\*+|__|`|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)', '', 'g');
  line := btrim(regexp_replace(substring(btrim(line, E' \n\r\t\u00a0\u202f') from '[^\n\r]+'), '\s+', ' ', 'g'));
  first_sentence := substring(line from '^.{8,60}?[.!?…](?=\s)');
  if first_sentence is not null then
    line := first_sentence;
  elsif length(line) > longest then
    line := rtrim(coalesce(substring(left(line, longest + 1) from '^(.*)\s'), left(line, longest)), ' ,;:.!?') || '…';
  end if;
  return nullif(rtrim(line, ' .'), '');
end
$$
"""


def upgrade() -> None:
    op.execute(FIRST_WORDS)


def downgrade() -> None:
    op.execute("drop function first_words")
