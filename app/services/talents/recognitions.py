"""The endorsements of a talent, as they are shown with it."""

from uuid import UUID

from sqlalchemy import Date, cast, func, literal_column, select

from app.core.changes import Kind
from app.core.projections import build, many
from app.core.uow import UnitOfWork
from app.models.endorsements import Endorsement
from app.models.talents import Talent

_COLUMNS = Endorsement.__table__.c
IS_CONFIRMATION = Endorsement.state == literal_column("'confirmed'")  # the literal of the partial indexes
RECOGNITIONS = many(
    build(
        {
            "id": _COLUMNS.id,
            "name": _COLUMNS.endorser_name,
            "role": _COLUMNS.endorser_role,
            "on": cast(func.timezone("UTC", _COLUMNS.answered_at), Date),
            "comment": _COLUMNS.comment,
        }
    ),
    Endorsement.user_id == Talent.user_id,
    Endorsement.skill_id == Talent.skill_id,
    IS_CONFIRMATION,
    Endorsement.hidden.is_(False),
    order_by=_COLUMNS.answered_at.desc(),
)


async def show_anew(uow: UnitOfWork, user_id: UUID, skill_id: UUID) -> None:
    """Tell the person's devices that the talent has one more endorsement, or one less."""
    statement = select(Talent).where(Talent.user_id == user_id, Talent.skill_id == skill_id).with_for_update()
    talent = (await uow.session.scalars(statement)).one_or_none()
    if talent is not None:
        talent.touch()
        uow.changed(user_id, Kind.TALENT, skill_id, talent.version)
