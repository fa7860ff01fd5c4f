"""What was agreed to and ended a year ago may be forgotten, and names nobody any longer"""

from alembic import op

from migrations.online import add_index

revision = "20261127_1806"
down_revision = "20261127_1805"
KEEP = """
create or replace function keep_consents() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if leaves(old.person_id){over} then
            return old;
        end if;
    elsif tg_op = 'UPDATE' then
        if old.withdrawn_at is null then
            old.withdrawn_at := new.withdrawn_at;
        end if;
        if new is not distinct from old then
            return new;
        end if;
    end if;
    raise exception 'what was agreed to is neither changed nor deleted' using errcode = '42501';
end
$$
"""


def upgrade() -> None:
    op.execute(KEEP.replace("{over}", " or old.withdrawn_at < now() - interval '365 days'"))
    add_index("ix_consents_withdrawn_at", "consents", ["withdrawn_at"])


def downgrade() -> None:
    op.execute(KEEP.replace("{over}", ""))
    op.drop_index("ix_consents_withdrawn_at", "consents")
