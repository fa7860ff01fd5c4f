from sqlalchemy import ColumnElement, delete, select, tuple_

from app.core.db import Base
from app.core.uow import UnitOfWork


async def delete_portion(uow: UnitOfWork, table: type[Base], condition: ColumnElement[bool], size: int) -> int:
    """Delete at most `size` rows, and return how many. Rows that others hold locked wait for the next time."""
    columns = table.__table__.primary_key
    statement = select(*columns).where(condition).limit(size).with_for_update(skip_locked=True)
    deletion = delete(table).where(tuple_(*columns).in_(statement)).returning(*columns)
    return len((await uow.session.execute(deletion.execution_options(synchronize_session=False))).all())
