"""Changes to a table that is large and in use: nobody waits for them. Each may be tried again after it was cut off.

They are no part of a transaction: a migration that uses them does nothing else.
"""

from collections.abc import Sequence

from alembic import op
from sqlalchemy import TextClause, text


def add_index(name: str, table: str, columns: Sequence[str | TextClause], **how: object) -> None:
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")  # it waits for what others have under way, and keeps nobody from working
        op.drop_index(
            name, table, if_exists=True, postgresql_concurrently=True
        )  # what was cut off is there, and invalid
        op.create_index(name, table, list(columns), postgresql_concurrently=True, **how)  # type: ignore[arg-type]
        op.execute("reset lock_timeout")


def validate(table: str, constraint: str) -> None:
    """What was added as `not valid`."""
    with op.get_context().autocommit_block():
        op.execute(f'alter table "{table}" validate constraint "{constraint}"')


def in_batches(update: str, size: int = 5_000) -> None:
    """`update`, with `:size`, until it finds no more rows. Each batch commits by itself."""
    with op.get_context().autocommit_block():
        while op.get_bind().execute(text(update), {"size": size}).rowcount:
            pass
