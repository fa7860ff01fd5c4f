"""The use of a QR code that a manager showed."""

from sqlalchemy import update

from app.core.actor import Actor
from app.core.clock import lives
from app.core.security import digest
from app.core.uow import UnitOfWork
from app.models.security_events import SecurityEventKind
from app.models.sign_in_passes import PASS_LIFE, SignInPass
from app.models.users import User
from app.policies.sign_in_passes import manages, may_open
from app.services.accounts.sign_in_proofs import SignInRefused
from app.services.shared import security_log


async def take(uow: UnitOfWork, token: str) -> str:
    """Return the address of the account that the code opens, and use it up. Who may is asked anew: the member may have
    left since, or added a second factor. It cannot be guessed, so that no limit counts. Raises SignInRefused.
    """
    live = (SignInPass.used_at.is_(None), lives(SignInPass.expires_at, uow.now, PASS_LIFE))
    still = (
        may_open(SignInPass.community_id, SignInPass.user_id),
        manages(SignInPass.community_id, SignInPass.maker_id),
    )
    statement = update(SignInPass).where(SignInPass.digest == digest(token), *live, *still).values(used_at=uow.now)
    user_id = await uow.session.scalar(statement.returning(SignInPass.user_id))
    if user_id is None:
        raise SignInRefused
    security_log.record(uow, SecurityEventKind.SIGN_IN_BY_PASS, Actor(user_id))
    return (await uow.session.get_one(User, user_id)).email
