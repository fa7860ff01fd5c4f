"""What anybody may read of a public community over time: its page, and those of public communities right below it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, literal_column, or_, select

from app.core.compiled import Compiled
from app.core.uow import Runtime
from app.models.communities import Community
from app.policies.communities import CommunityNotFound, public

PAGES_BELOW = 50  # communities below it
_ID = bindparam("id", type_=Uuid())
PAGES = Compiled(
    select(Community.id, Community.name, Community.charter, Community.updated_at)
    .where(public(), or_(Community.id == _ID, Community.parent_id == _ID))
    .order_by((Community.id == _ID).desc(), Community.created_at.desc(), Community.id.desc())
    .limit(literal_column(f"{PAGES_BELOW + 1}"))
)


class PublicPage(NamedTuple):
    id: UUID
    name: str
    charter: str | None
    updated_at: datetime


async def read(runtime: Runtime, community_id: UUID) -> Sequence[PublicPage]:
    """Return the page of the community, then those below it, newest first. Raises CommunityNotFound."""
    rows = await runtime.database.reads.fetch(PAGES.query, *PAGES.values({"id": community_id}))
    pages = [PublicPage(*row) for row in rows]
    if not pages or pages[0].id != community_id:
        raise CommunityNotFound
    return pages
