"""The use of a QR code that a manager showed, and of a link that the seed of a demonstration printed."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_, update

from app.core.actor import Actor
from app.core.clock import lives
from app.core.legal import is_loopback
from app.core.security import digest, random_token
from app.core.uow import UnitOfWork
from app.models.security_events import SecurityEventKind
from app.models.sign_in_passes import PASS_LIFE, PASS_PREFIX, SignInPass
from app.policies.sign_in_passes import manages, may_open
from app.services.accounts.sign_in_proofs import SignInRefused
from app.services.shared import security_log

_OF_DEMO = SignInPass.community_id.is_(None) & (SignInPass.maker_id == SignInPass.user_id)
DEMO_LIFE = timedelta(days=1)


async def make_for_demo(uow: UnitOfWork, user_id: UUID) -> str:
    """Return a link token that opens the account once, within a day. No operation of the API leads here.

    It stands in no community, and the person made it for themselves: the row of a manager never does. Raises
    ValueError on a server that others can reach.
    """
    if not is_loopback(uow.runtime.settings.public_base_url):
        raise ValueError(uow.runtime.settings.public_base_url)
    token = f"{PASS_PREFIX}{random_token()}"
    row = SignInPass(user_id=user_id, maker_id=user_id, digest=digest(token), created_at=uow.now)
    row.expires_at = uow.now + DEMO_LIFE
    uow.session.add(row)
    return token


async def take(uow: UnitOfWork, token: str) -> SignInPass:
    """Return the pass, used up. Who may is asked anew: the member may have
    left since, or added a second factor. It cannot be guessed, so that no limit counts. Raises SignInRefused.
    """
    still = and_(
        lives(SignInPass.expires_at, uow.now, PASS_LIFE),
        may_open(SignInPass.community_id, SignInPass.user_id),
        manages(SignInPass.community_id, SignInPass.maker_id),
    )
    if is_loopback(uow.runtime.settings.public_base_url):
        still = or_(still, _OF_DEMO & lives(SignInPass.expires_at, uow.now, DEMO_LIFE))
    passes = (SignInPass.digest == digest(token), SignInPass.used_at.is_(None))
    statement = update(SignInPass).where(*passes, still).values(used_at=uow.now)
    row: SignInPass | None = await uow.session.scalar(statement.returning(SignInPass))
    if row is None:
        raise SignInRefused
    security_log.record(uow, SecurityEventKind.SIGN_IN_BY_PASS, Actor(row.user_id))
    return row
