"""What others confirmed of a talent, where the talent is shown."""

from uuid import UUID

from sqlalchemy import Date, cast, func, literal_column, select

from app.core.changes import Kind
from app.core.projections import build, many
from app.core.uow import UnitOfWork
from app.models.endorsements import Endorsement
from app.models.talents import Talent

_GIVEN = Endorsement.__table__.c
CONFIRMED = Endorsement.state == literal_column("'confirmed'")  # as the indices say it
RECOGNITIONS = many(
    build(
        {
            "id": _GIVEN.id,
            "name": _GIVEN.endorser_name,
            "role": _GIVEN.endorser_role,
            "on": cast(func.timezone("UTC", _GIVEN.answered_at), Date),
            "comment": _GIVEN.comment,
        }
    ),
    Endorsement.user_id == Talent.user_id,
    Endorsement.skill_id == Talent.skill_id,
    CONFIRMED,
    Endorsement.hidden.is_(False),
    order_by=_GIVEN.answered_at.desc(),
)


async def show_anew(uow: UnitOfWork, user_id: UUID, skill_id: UUID) -> None:
    """The person's devices hear that there is one more, or one less."""
    statement = select(Talent).where(Talent.user_id == user_id, Talent.skill_id == skill_id).with_for_update()
    talent = (await uow.session.scalars(statement)).one_or_none()
    if talent is not None:
        talent.touch()
        uow.changed(user_id, Kind.TALENT, skill_id, talent.version)
