"""A person's response to a mission: submitted, reclaimed, declined; and reviewed by a manager."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from sqlalchemy import func, literal, select

from app.core.changes import Kind
from app.core.db import fetch_one
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import TargetType
from app.models.guardians import GuardedAct
from app.models.media import Media, MediaKind
from app.models.missions import Mission, MissionKind, ShownTo
from app.models.responses import MissionResponse, Moment, NotSubmitted, ResponseState
from app.models.webhooks import WebhookEvent
from app.policies.communities import ManagersOnly
from app.policies.missions import is_closed
from app.policies.responses import readable_by, reviewable_by
from app.schemas.responses import Decision, DeclineWrite, ResponseReviewWrite, ResponseWrite
from app.services.access import grant_endings
from app.services.accounts import age
from app.services.journal.citations import check_cited
from app.services.missions import ballots, events, exchanges, mission_notifications, own_responses, seats, surveys
from app.services.missions.own_responses import OwnResponse
from app.services.missions.reads import MissionNotFound
from app.services.missions.response_reads import FROZEN, OWN_RESPONSE, RESPONSE, ResponseNotFound, check_proof
from app.services.shared import blocked_people, feed_items
from app.services.shared.room_signals import notify_rooms
from app.services.shared.webhook_events import emit

EXPERIENCE_MISSING = Words("cette mission attend une expérience")
MEDIA_MISSING = Words.plural(
    "cette mission demande {count} photo, son ou film", "cette mission demande {count} photos, sons ou films"
)


async def submit(uow: UnitOfWork, mission_id: UUID, data: ResponseWrite) -> Representation:
    """Submit what the mission asks for. Sending it again only changes what changed, unless it was accepted.

    A response that all members see is shared: outside a known school, it takes the age for it, or a guardian.
    Raises MissionOver, ResponseAccepted, AgeRequired, GuardianRequired.
    """
    own = await _lock_to_answer(uow, mission_id)
    response, mission, _ = own
    if await _keep_answer(uow, own, data):
        await _tell_answer(uow, response, mission)
        if mission.responses_visible_to is ShownTo.COMMUNITY and not mission.is_secret:
            await feed_items.show_response(uow, mission, response)
        await _close_duty(uow, response)
        await events.tell_registered(uow, response, mission)
        if mission.kind is not MissionKind.EXPERIENCE:
            await notify_rooms(uow, mission.id)
    return await OWN_RESPONSE.show(uow, id=response.id)


async def _lock_to_answer(uow: UnitOfWork, mission_id: UUID) -> OwnResponse:
    """Lock the caller's response. Raises what `submit` does, but for what depends on the answer."""
    try:
        own = await own_responses.lock_unshown(uow, mission_id)
        return own or await _lock_to_show(uow, mission_id)
    except MissionNotFound:
        await ballots.refuse_latecomer(uow, mission_id)
        raise


async def _lock_to_show(uow: UnitOfWork, mission_id: UUID) -> OwnResponse:
    """Lock the age of the caller first, then their response to a mission whose answers all members see."""
    too_young = await age.refusal_but_suspensions(uow, GuardedAct.SHARE)
    own = await own_responses.lock(uow, mission_id)
    if own.mission.responses_visible_to is ShownTo.COMMUNITY:
        await age.check_shown(uow, own.mission.community_id, too_young)
    return own


async def _tell_answer(uow: UnitOfWork, response: MissionResponse, mission: Mission) -> None:
    """Tell the programs of the community; of an exchange, the member who asks, and nobody else."""
    if mission.is_exchange:
        await exchanges.take_yes(uow, mission)
        return
    if mission.is_secret:
        return  # a program would know who voted, and when
    ids = {"mission_id": mission.id, "response_id": response.id}
    await emit(uow, WebhookEvent.MISSION_ANSWER, mission.community_id, **ids)


async def _keep_answer(uow: UnitOfWork, own: OwnResponse, data: ResponseWrite) -> bool:
    """Keep the answer in the form that the kind of the mission asks for. False for the same answer again."""
    response, mission, _ = own
    match mission.kind:
        case MissionKind.EXPERIENCE:
            return await _cite(uow, response, mission, data)
        case MissionKind.SURVEY:
            return await surveys.submit(uow, response, mission, data)
        case MissionKind.EVENT:
            return await events.register(uow, response, mission, data)
        case MissionKind.BALLOT:
            return await ballots.vote(uow, own, data)
        case MissionKind.PROPOSAL:
            raise Unprocessable(errors=[wrong("", "other_kind", surveys.OTHER_KIND)])  # /v1/proposals takes them
        case _:
            assert_never(mission.kind)


async def _cite(uow: UnitOfWork, response: MissionResponse, mission: Mission, data: ResponseWrite) -> bool:
    if data.experience_id is None or data.answers or data.choices or data.attendance is not None:
        raise Unprocessable(errors=[wrong("/experience_id", "answer_missing", EXPERIENCE_MISSING)])
    await check_cited(uow, {"/experience_id": data.experience_id}, {})
    moment = await _moment(uow, data.experience_id)
    if not response.says(moment, data.note):
        is_return = response.state is ResponseState.RETURNED
        mission.expect_answer(uow.now, is_return=is_return, captured_at=moment.captured_at)
        await _check_expected(uow, mission, data.experience_id)
    return response.submit(moment, data.note, uow.now)


async def see(uow: UnitOfWork, mission_id: UUID, at: datetime) -> Representation:
    """Record when the recipient read the mission, perhaps offline. One that is over, or seen already, stays as it is.

    Raises MissionNotFound.
    """
    response, mission, _ = await own_responses.lock(uow, mission_id)
    is_over = await uow.session.scalar(select(is_closed(literal(uow.now))).where(Mission.id == mission.id))
    if not is_over and response.see(uow.now, min(max(at, response.assigned_at), uow.now)):
        _note_change(uow, response)
    return await OWN_RESPONSE.show(uow, id=response.id)


async def reclaim(uow: UnitOfWork, mission_id: UUID) -> None:
    """Take the response back: nobody else sees it from the next request on. Raises ResponseAccepted, SheetKept."""
    own = await own_responses.lock(uow, mission_id)
    response, mission, _ = own
    surveys.check_revocable(response, mission)
    ballots.check_revocable(uow, own)
    if response.reclaim(uow.now):
        await grant_endings.end_all(uow, TargetType.RESPONSE, response.id)
        seats.freed(uow, mission)
        await feed_items.forget(uow, response.id)
        _note_change(uow, response)


async def decline(uow: UnitOfWork, mission_id: UUID, data: DeclineWrite) -> Representation:
    """Decline the mission. Raises MissionOver, ResponseAccepted, SheetKept."""
    own = await own_responses.lock(uow, mission_id)
    response, mission, _ = own
    surveys.check_revocable(response, mission)
    ballots.check_revocable(uow, own)
    mission.expect_answer(uow.now, is_return=response.state is ResponseState.RETURNED, captured_at=None)
    if data.never_again and mission.asker_id is not None:
        await blocked_people.block(uow, mission.asker_id, is_named=response.is_registered)
    if response.decline(data.reason, uow.now):
        await grant_endings.end_all(uow, TargetType.RESPONSE, response.id)
        seats.freed(uow, mission)
        await feed_items.forget(uow, response.id)
        await _close_duty(uow, response)
    return await OWN_RESPONSE.show(uow, id=response.id)


async def review(uow: UnitOfWork, response_id: UUID, data: ResponseReviewWrite, version: int | None) -> Representation:
    """Accept or return a response that cites an experience. `version`, if given, is the one that was read.

    Raises SecondFactorRequired, Stale, NotSubmitted, ResponseAccepted.
    """
    await check_proof(uow, response_id)
    response = await _to_review(uow, response_id)
    if version is not None:
        await expect(uow, version, response, RESPONSE, id=response_id)
    mission = await uow.session.get_one(Mission, response.mission_id)
    if mission.kind is not MissionKind.EXPERIENCE:
        raise NotSubmitted
    is_accepted = data.decision is Decision.ACCEPT
    move = response.accept if is_accepted else response.send_back
    if move(uow.actor.id, data.comment, uow.now):
        await mission_notifications.notify_reviewed(uow, mission, response, is_accepted=is_accepted)
        _note_change(uow, response)
    return await RESPONSE.show(uow, id=response_id)


async def _to_review(uow: UnitOfWork, response_id: UUID) -> MissionResponse:
    statement = (
        select(MissionResponse)
        .join(Mission, Mission.id == MissionResponse.mission_id)
        .where(MissionResponse.id == response_id)
    )
    await fetch_one(uow.session, statement.where(readable_by(uow.actor, literal(uow.now))), ResponseNotFound)
    to_review = statement.where(reviewable_by(uow.actor, literal(uow.now))).with_for_update(of=MissionResponse)
    rows = await uow.session.scalars(to_review.execution_options(populate_existing=True))
    response = rows.one_or_none()
    if response is None:
        raise ManagersOnly
    return response


async def _moment(uow: UnitOfWork, experience_id: UUID) -> Moment:
    statement = select(Experience.id, Experience.captured_at, FROZEN).where(Experience.id == experience_id)
    return Moment(*(await uow.session.execute(statement)).one())


async def _check_expected(uow: UnitOfWork, mission: Mission, experience_id: UUID) -> None:
    if mission.expected is None:
        return
    min_media, kinds = mission.expected["min_media"], mission.expected["kinds"]
    media_count = select(func.count()).select_from(ExperienceMedia).join(Media, Media.id == ExperienceMedia.media_id)
    media_count = media_count.where(ExperienceMedia.experience_id == experience_id, Media.kind.in_(kinds or MediaKind))
    if (await uow.session.scalar(media_count) or 0) < min_media:
        message = MEDIA_MISSING.fill(count=min_media)
        raise Unprocessable(errors=[wrong("/experience_id", "media_missing", message)])


async def _close_duty(uow: UnitOfWork, response: MissionResponse) -> None:
    """Close the notification, and note the change."""
    await mission_notifications.close_answered(uow, response)
    _note_change(uow, response)


def _note_change(uow: UnitOfWork, response: MissionResponse) -> None:
    """Note the response and its mission, which shows it, in the change log."""
    uow.changed(response.user_id, Kind.RESPONSE, response.id, response.version)
    uow.changed(response.user_id, Kind.MISSION, response.mission_id, response.version)
