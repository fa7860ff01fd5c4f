from sqlalchemy import BigInteger, Boolean, Text, bindparam, case, func, literal_column, select

from app.core.actor import ME
from app.core.db import lock_row
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import NOW, Representation, SingleProjection, build, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.erasures import Erasure
from app.models.media import Media
from app.models.users import User
from app.policies.age import age_bracket
from app.policies.duties import accompanies, has_factor, operates
from app.policies.sessions import BY_PASS, SIGNED_IN
from app.schemas.users import UserRead, UserWrite
from app.services.media.projections import cited
from app.services.media.storage import used_by
from app.services.notifications import notification_mails

TIME = "HH24:MI"


class _Me(SingleProjection):
    """Adds values from the settings."""

    async def find(self, reading: Reading, **values: object) -> Representation | None:
        return await super().find(reading, room=reading.runtime.settings.uploads.person, **values)

    async def show(self, uow: UnitOfWork, **values: object) -> Representation:
        return await super().show(uow, room=uow.runtime.settings.uploads.person, **values)


_STARS = literal_column("'***@'", Text)
_HIDDEN_EMAIL = func.concat(func.left(User.email, 1), _STARS, func.split_part(User.email, "@", 2))
# In a delegated session nothing says of what there is besides, nor where mail goes.
ITEM = shape(
    User,
    UserRead,
    email=case((BY_PASS, _HIDDEN_EMAIL), else_=User.email),
    avatar_media_id=case((~BY_PASS, User.avatar_media_id)),
    avatar=case((~BY_PASS, cited(User.avatar_media_id))),
    claimed_birth_year=case((~BY_PASS, User.claimed_birth_year)),
    refused_skills=case((BY_PASS, literal_column("'{}'::uuid[]")), else_=User.refused_skills),
    age_bracket=age_bracket(NOW),
    accompanies=accompanies(User.id) | has_factor(User.id),
    operates=operates(User.id),
    has_password=User.password_hash.is_not(None),
    quiet_from=func.to_char(User.quiet_from, TIME),
    quiet_until=func.to_char(User.quiet_until, TIME),
    erasure_due_at=wire(select(Erasure.due_at).where(Erasure.user_id == User.id).scalar_subquery()),
    storage=build({"used": case((BY_PASS, 0), else_=used_by(User.id)), "limit": bindparam("room", type_=BigInteger())}),
)
ME_READ = _Me(
    SIGNED_IN,
    ITEM,
    User.version,
    User.id == ME.id,
    steady=literal_column("false", Boolean),  # what is used changes with media, and age with the year
)


async def get(reading: Reading) -> Representation:
    return await ME_READ.get(reading)


async def rewrite(uow: UnitOfWork, person: User, data: UserWrite) -> None:
    """Write all fields except the year of birth. The caller has locked the row. Raises Unprocessable."""
    zone = person.timezone
    await _check_avatar(uow, data)
    for name, value in data:
        if name != "birth_year":
            setattr(person, name, value)
    person.touch(uow.now)
    if person.timezone != zone:
        await notification_mails.move_digest(uow, person, zone)


async def lock_caller(uow: UnitOfWork) -> User:
    return await lock_row(uow.session, User, uow.actor.id)


async def _check_avatar(uow: UnitOfWork, data: UserWrite) -> None:
    if data.avatar_media_id is None:
        return
    statement = select(Media.id).where(Media.id == data.avatar_media_id, Media.owner_id == uow.actor.id)
    if await uow.session.scalar(statement) is None:
        raise Unprocessable(errors=[wrong("/avatar_media_id", "unknown_media", Words("média inconnu"))])
