"""Answers and media in missions of a member who leaves. Their experiences stay in their journal."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, delete, or_, select, update

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.models.feed import CommunityFeedItem
from app.models.informations import Information, InformationMedia
from app.models.media import Media
from app.models.memberships import Membership
from app.models.missions import Mission, MissionKind, MissionMedia, MissionState, ShownTo
from app.models.responses import STANDING, TAKEN_BACK, TO_DO, MissionResponse, ResponseState
from app.services.access import grant_endings
from app.services.accounts import consents
from app.services.missions import ballots
from app.services.missions.assignments import EndMission, RefreshMission
from app.services.missions.seats import FillSeats
from app.services.notifications.notifications import close
from app.services.proposals import endings as proposal_endings


async def take_back(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """Take back answers, also accepted ones, and media in missions. Close the notifications of open assignments.

    The answers keep the present titles of their missions, because the person cannot read later titles.
    """
    await take_back_media(uow, community_id, user_id)
    await ballots.keep_of_leaver(uow, user_id, community_id)
    await proposal_endings.take_back(uow, user_id, community_id)
    await call_off_exchanges(uow, Mission.community_id == community_id, Mission.asker_id == user_id)
    statement = select(Mission.id).where(Mission.community_id == community_id)
    responses = (MissionResponse.user_id == user_id, MissionResponse.mission_id.in_(statement))
    # Answers are locked before their notifications, as in reviews and submissions.
    locking = (
        select(MissionResponse.mission_id, MissionResponse.state)
        .where(*responses)
        .order_by(MissionResponse.id)
        .with_for_update()
    )
    for mission_id, state in (await uow.session.execute(locking)).all():
        if state in TO_DO:
            await close(uow, mission_id, user_id)
    seats_held = select(MissionResponse.mission_id).join(Mission, Mission.id == MissionResponse.mission_id)
    seats_held = seats_held.where(
        *responses, Mission.kind == MissionKind.EVENT, MissionResponse.attendance.is_not(None)
    )
    for mission_id in (await uow.session.scalars(seats_held)).all():
        uow.enqueue(FillSeats(mission_id=mission_id))
    await _reclaim(uow, statement, [user_id])
    titles = (
        update(MissionResponse)
        .where(*responses, Mission.id == MissionResponse.mission_id)
        .values(mission_title=Mission.title)
    )
    await uow.session.execute(titles.execution_options(synchronize_session=False))
    feed_items = delete(CommunityFeedItem).where(
        CommunityFeedItem.owner_id == user_id, CommunityFeedItem.community_id == community_id
    )
    await uow.session.execute(feed_items.execution_options(synchronize_session=False))


async def end_reach(uow: UnitOfWork, communities: Select[UUID], people: Collection[UUID]) -> None:
    """Let nobody ask these people for an exchange any more, and call off those that they ask for."""
    reachable = update(Membership).where(
        Membership.community_id.in_(communities), Membership.user_id.in_(people), Membership.reachable
    )
    values = {"reachable": False, "version": Membership.version + 1, "updated_at": uow.now}
    rows = reachable.values(values).returning(Membership.community_id, Membership.user_id)
    for community_id, user_id in (await uow.session.execute(rows)).all():
        await consents.withdraw(uow, community_id, user_id, ConsentKind.REACHABLE)
    await call_off_exchanges(uow, Mission.community_id.in_(communities), Mission.asker_id.in_(people))


async def call_off_exchanges(uow: UnitOfWork, *of_asker: ColumnElement[bool]) -> None:
    """Call off the exchanges that somebody asks for, and erase their words."""
    statement = select(Mission).where(*of_asker).order_by(Mission.id).with_for_update()
    for mission in (await uow.session.scalars(statement)).all():
        mission.brief = None
        if mission.state is MissionState.OPEN:
            mission.cancel(uow.now)
            uow.enqueue(EndMission(mission_id=mission.id))


async def take_back_media(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """Remove the person's media from all missions and informations: a member who is not a manager cannot do so."""
    own_media = MissionMedia.media_id.in_(select(Media.id).where(Media.owner_id == user_id))
    statement = select(Mission.id).where(Mission.community_id == community_id)
    showing = statement.where(Mission.id.in_(select(MissionMedia.mission_id).where(own_media))).order_by(Mission.id)
    missions = (await uow.session.scalars(showing.with_for_update(key_share=True))).all()
    deletion = delete(MissionMedia).where(own_media, MissionMedia.mission_id.in_(statement))
    await uow.session.execute(deletion.execution_options(synchronize_session=False))
    await _touch(uow, missions)
    await take_back_pictures(uow, Information.community_id == community_id, Media.owner_id == user_id)


async def take_back_pictures(
    uow: UnitOfWork, of_community: ColumnElement[bool], of_people: ColumnElement[bool]
) -> None:
    """Remove people's pictures from informations."""
    informations = InformationMedia.information_id.in_(select(Information.id).where(of_community))
    media = InformationMedia.media_id.in_(select(Media.id).where(of_people))
    deletion = delete(InformationMedia).where(informations, media)
    await uow.session.execute(deletion.execution_options(synchronize_session=False))


async def touch_showing(uow: UnitOfWork, user_id: UUID) -> None:
    """Tell the phones of others that missions show that person or their media anew, or no longer."""
    statement = select(Media.id).where(Media.owner_id == user_id)
    showing = select(MissionMedia.mission_id).where(MissionMedia.media_id.in_(statement))
    of_person = or_(Mission.id.in_(showing), Mission.author_id == user_id, Mission.asker_id == user_id)
    missions = select(Mission.id).where(of_person).order_by(Mission.id)
    await _touch(uow, (await uow.session.scalars(missions.with_for_update(key_share=True))).all())


async def _touch(uow: UnitOfWork, missions: Sequence[UUID]) -> None:
    statement = update(Mission).where(Mission.id.in_(missions))
    statement = statement.values(version=Mission.version + 1, updated_at=uow.now)
    await uow.session.execute(statement.execution_options(synchronize_session=False))
    for mission_id in missions:
        uow.enqueue(RefreshMission(mission_id=mission_id))


async def take_back_shown(uow: UnitOfWork, communities: Select[UUID], people: Collection[UUID]) -> None:
    """Take back answers that all members of those communities see."""
    open_to_all = select(Mission.id).where(Mission.community_id.in_(communities))
    await _reclaim(uow, open_to_all.where(Mission.responses_visible_to == ShownTo.COMMUNITY), people)


async def _reclaim(uow: UnitOfWork, missions: Select[UUID], people: Collection[UUID]) -> None:
    """Take back the answers. The feed reads their state, so that its items show nothing."""
    conditions = (MissionResponse.user_id.in_(people), MissionResponse.mission_id.in_(missions))
    await grant_endings.end_quotes(uow, select(MissionResponse.id).where(*conditions))
    fields = TAKEN_BACK | {"state": ResponseState.RECLAIMED, "updated_at": uow.now}
    state_update = update(MissionResponse).where(*conditions, MissionResponse.state.in_(STANDING))
    state_update = state_update.values(fields | {"version": MissionResponse.version + 1})
    await uow.session.execute(state_update.execution_options(synchronize_session=False))
    for kind, entity_id in ((Kind.MISSION, MissionResponse.mission_id), (Kind.RESPONSE, MissionResponse.id)):
        statement = select(MissionResponse.user_id, cast(str(kind), Text), entity_id, MissionResponse.version)
        uow.changed_all(statement.where(*conditions))
