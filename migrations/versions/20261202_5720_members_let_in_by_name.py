"""Members who were let in by name count in the tree at once, and so does whoever is in a verified community"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_5720"
down_revision = "20261202_5710"

FORGET = """
create function forget_tree_of_community() returns trigger language plpgsql as $$
begin
  delete from community_trees where community_id = new.id;
  return null;
end
$$
"""


def upgrade() -> None:
    op.add_column("memberships", sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FORGET)
    op.execute(
        "create trigger forget_tree_of_community after update on communities for each row "
        "when ((new.verified_at is null) is distinct from (old.verified_at is null)) "
        "execute function forget_tree_of_community()"
    )
    op.execute(
        "delete from community_trees where community_id in (select id from communities where verified_at is not null)"
    )


def downgrade() -> None:
    op.execute("drop trigger forget_tree_of_community on communities")
    op.execute("drop function forget_tree_of_community()")
    op.drop_column("memberships", "admitted_at")
    op.execute("delete from community_trees")
