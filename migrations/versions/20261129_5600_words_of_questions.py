"""Questions of surveys have skills, and words in other languages"""

from alembic import op

revision = "20261129_5600"
down_revision = "20261129_5586"


def upgrade() -> None:
    op.execute(
        """update missions set form = jsonb_set(form, '{questions}', (
            select jsonb_agg('{"skills": [], "translations": {}}'::jsonb || q.item order by q.place)
            from jsonb_array_elements(form -> 'questions') with ordinality as q (item, place)))
        where kind = 'survey' and form is not null"""
    )


def downgrade() -> None:
    op.execute(
        """update missions set form = jsonb_set(form, '{questions}', (
            select jsonb_agg(q.item - 'skills' - 'translations' order by q.place)
            from jsonb_array_elements(form -> 'questions') with ordinality as q (item, place)
            where q.item ->> 'type' <> 'skill'))
        where kind = 'survey' and form is not null
            and exists (select from jsonb_array_elements(form -> 'questions') as q where q ->> 'type' <> 'skill')"""
    )
