"""Nobody changes who read what, what was agreed to, nor what a guardian answered"""

from alembic import op

revision = "20261127_1614"
down_revision = "20261127_1613"
TABLES = ("access_events", "consents", "guardianships")
LEAVES = """
create function leaves(person uuid) returns boolean language sql stable as $$
    select not exists (select from users where users.id = person)
        or exists (select from erasures where erasures.user_id = person and begun_at is not null)
$$
"""
ACCESS_EVENTS = """
create function keep_access_events() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if leaves(old.owner_id) or old.at < now() - interval '730 days' and not exists (
            select from departed_readers where user_id = old.reader_id and left_at > now() - interval '365 days'
        ) then
            return old;
        end if;
    elsif tg_op = 'UPDATE' then
        if new.grant_id is null and not exists (select from grants where id = old.grant_id) then
            old.grant_id := null;
        end if;
        if new.reader_id is null and new.reader_name is null and exists (
            select from departed_readers where user_id = old.reader_id and left_at <= now() - interval '365 days'
        ) then
            old.reader_id := null;
            old.reader_name := null;
        end if;
        if new is not distinct from old then
            return new;
        end if;
    end if;
    raise exception 'who read what is neither changed nor deleted' using errcode = '42501';
end
$$
"""
CONSENTS = """
create function keep_consents() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if leaves(old.person_id) or old.withdrawn_at < now() - interval '365 days' then
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
GUARDIANSHIPS = """
create function keep_guardianships() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if leaves(old.person_id)
            or coalesce(old.ended_at, old.answered_at, old.asked_at) < now() - interval '365 days'
            and old.state <> 'active'
        then
            return old;
        end if;
    elsif tg_op = 'UPDATE' then
        if (new.id, new.person_id, new.email, new.token_digest, new.asked_at)
            is not distinct from (old.id, old.person_id, old.email, old.token_digest, old.asked_at)
            and (new.name is not distinct from old.name or new.answered_at >= coalesce(old.answered_at, old.asked_at))
            and (
                old.state in ('asked', 'active')
                or (new.state, new.name, new.acts, new.answered_at, new.ended_at, new.ended_by)
                is not distinct from (old.state, old.name, old.acts, old.answered_at, old.ended_at, old.ended_by)
            )
        then
            return new;
        end if;
    end if;
    raise exception 'what a guardian answered is neither changed nor deleted' using errcode = '42501';
end
$$
"""


def upgrade() -> None:
    op.execute(LEAVES)
    for table, function in zip(TABLES, (ACCESS_EVENTS, CONSENTS, GUARDIANSHIPS), strict=True):
        op.execute(function)
        op.execute(
            f"create trigger kept before update or delete on {table} for each row execute function keep_{table}()"
        )
        op.execute(
            f"create trigger kept_whole before truncate on {table} for each statement execute function keep_{table}()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop function keep_{table}() cascade")
    op.execute("drop function leaves(uuid)")
