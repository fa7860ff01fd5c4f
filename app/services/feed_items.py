"""What is noted for a community's feed, in the transaction that shows it there. Whether it may be seen, reads ask."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.core.ids import uuid7
from app.core.uow import UnitOfWork
from app.models.feed import FeedItem, FeedKind
from app.models.missions import Mission
from app.models.responses import Response


async def show_response(uow: UnitOfWork, mission: Mission, response: Response) -> None:
    await show(uow, FeedKind.RESPONSE, response.id, mission.community_id, response.user_id)


async def show(uow: UnitOfWork, kind: FeedKind, ref: UUID, community_id: UUID, owner_id: UUID) -> None:
    """At the top, also when it was there before."""
    new = {"id": uuid7(), "community_id": community_id, "owner_id": owner_id, "kind": kind, "ref": ref, "at": uow.now}
    made = insert(FeedItem).values(new)
    await uow.session.execute(
        made.on_conflict_do_update(index_elements=["community_id", "ref"], set_={"at": made.excluded.at})
    )


async def forget(uow: UnitOfWork, ref: UUID) -> None:
    await uow.session.execute(delete(FeedItem).where(FeedItem.ref == ref))
