"""Programmes as their team writes them: created, changed, started, closed, abandoned."""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Text, Uuid, cast, delete, literal, select, union

from app.core.changes import Kind
from app.core.db import claim, fetch_one
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.communities import Community
from app.models.guardians import GuardedAct
from app.models.memberships import Membership, MembershipState, Role
from app.models.missions import BEFORE, Mission, MissionState
from app.models.programme_reports import ProgrammeReport, ReportState
from app.models.programmes import Programme, ProgrammeMember, ProgrammeState
from app.models.responses import MissionResponse
from app.models.users import User
from app.models.webhooks import WebhookEvent
from app.policies.communities import LeadersOnly, ManagersOnly, in_team, is_known_school, led_by, managed_by
from app.policies.programmes import led_by_team, readable_by
from app.schemas.patches import patched
from app.schemas.programme_templates import words_in
from app.schemas.programmes import AbandonmentWrite, Choice, ProgrammePatch, ProgrammePut, ProgrammeWrite
from app.services.accounts import age, suspensions
from app.services.missions import ballots, missions, moments
from app.services.missions.assignments import EndMission
from app.services.programmes import templates
from app.services.programmes.copying import Copy, chosen
from app.services.programmes.reads import PROGRAMME, ProgrammeNotFound
from app.services.rooms import rooms
from app.services.shared.community_guards import check_known
from app.services.shared.webhook_events import emit

OTHER_COMMUNITY = wrong("/community_id", "fixed", Words("un programme reste dans sa communauté"))
OTHER_TEMPLATE = wrong("/template", "fixed", Words("un programme garde le modèle dont il a été copié"))
UNKNOWN_TEMPLATE = wrong("/template", "unknown_template", Words("il n’y a pas de modèle de ce nom"))
UNKNOWN_LEADER = Words("cette personne n’anime ni ne gère cette communauté")
COLUMNS = ("title", "summary", "sector", "territory", "publics", "starts_on", "ends_on", "visibility")


async def put(
    uow: UnitOfWork, programme_id: UUID, data: ProgrammePut, version: int | None
) -> tuple[Representation, bool]:
    """Create or change. The id is an idempotency key for ever: sending the same body again changes nothing.

    A facilitator who creates one is of its team. Raises CommunityNotFound, LeadersOnly, ManagersOnly.
    """
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    await _check_leads(uow, data.community_id)
    is_new = await claim(uow.session, Programme, id=programme_id, **_first_values(uow, data))
    programme = await _lock_new(uow, programme_id) if is_new else await get_to_change(uow, programme_id)
    if not is_new:
        if version is None and data.digest() == programme.born_as:
            return await show(uow, programme), False
        await expect(uow, version, programme, PROGRAMME, id=programme_id)
        if data.template != (programme.template and programme.template["code"]):
            raise Unprocessable(errors=[OTHER_TEMPLATE])
    await age.check_shown(uow, programme.community_id, too_young)
    copy = await _copy(uow, programme, data) if is_new and data.template is not None else None
    fields = data.model_dump(include=set(ProgrammeWrite.model_fields)) | {"title": data.title or programme.title}
    whole = ProgrammeWrite.model_validate(fields if copy is None else _completed(fields, copy))
    await _rewrite(uow, programme, whole, is_new=is_new)
    if copy is not None:
        programme.template = {"code": copy.template.code, "version": copy.template.version}
        await _add_room(uow, copy)
        await _add_steps(uow, copy)
        _add_report(uow, copy, programme)
    return await show(uow, programme), is_new


async def patch(uow: UnitOfWork, programme_id: UUID, patch: ProgrammePatch, version: int | None) -> Representation:
    """Change it. Its team does while it is a draft, managers also later."""
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    programme = await get_to_change(uow, programme_id)
    await expect(uow, version, programme, PROGRAMME, id=programme_id)
    await age.check_shown(uow, programme.community_id, too_young)
    members = select(ProgrammeMember.user_id).where(ProgrammeMember.programme_id == programme_id)
    team = list(await uow.session.scalars(members.order_by(ProgrammeMember.user_id)))
    await _rewrite(uow, programme, patched(ProgrammeWrite, programme, patch, team=team))
    return await show(uow, programme)


async def start(uow: UnitOfWork, programme_id: UUID) -> Representation:
    """Start it: from now on its steps open at their times, its team’s votes too. Raises ProgrammeMoved."""
    await suspensions.check(uow)
    programme = await _get_to_manage(uow, programme_id)
    if programme.start(uow.now):
        await _emit(uow, WebhookEvent.PROGRAMME_START, programme)
        for mission in await _steps(uow, programme, MissionState.DRAFT):
            mission.needs_manager = False
            if mission.schedule(uow.now):
                await moments.plan_series(uow, mission)
                moments.enqueue_turn(uow, mission)
    return await show(uow, programme)


async def close(uow: UnitOfWork, programme_id: UUID) -> Representation:
    """Close it with its open steps; what waits to open is called off. Raises ProgrammeMoved."""
    programme = await _get_to_manage(uow, programme_id)
    if programme.close(uow.now):
        await _end_steps(uow, programme, Mission.close)
        await _emit(uow, WebhookEvent.PROGRAMME_CLOSING, programme)
    return await show(uow, programme)


async def abandon(uow: UnitOfWork, programme_id: UUID, data: AbandonmentWrite) -> Representation:
    """Abandon it, and call its steps off. Raises ProgrammeMoved."""
    programme = await _get_to_manage(uow, programme_id)
    is_over = programme.state is ProgrammeState.ABANDONED
    if programme.abandon(data.reason, uow.now):
        await _end_steps(uow, programme, Mission.cancel)
        if not is_over:
            await _emit(uow, WebhookEvent.PROGRAMME_ABANDONMENT, programme)
    return await show(uow, programme)


async def _emit(uow: UnitOfWork, event: WebhookEvent, programme: Programme) -> None:
    await emit(uow, event, programme.community_id, programme_id=programme.id)


async def forget_all(uow: UnitOfWork, community_id: UUID) -> None:
    """Clear the texts of the programmes of a community that closes."""
    statement = select(Programme).where(Programme.community_id == community_id).order_by(Programme.id)
    for programme in await uow.session.scalars(statement.with_for_update()):
        programme.forget(uow.now)


async def leave_teams(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """Take a person who leaves the community out of the teams of its programmes, and off their phones."""
    columns = (cast(literal(user_id), Uuid), cast(str(Kind.PROGRAMME), Text), Programme.id, Programme.version)
    uow.changed_all(select(*columns).where(Programme.community_id == community_id))
    programmes = select(Programme.id).where(Programme.community_id == community_id)
    places = delete(ProgrammeMember).where(
        ProgrammeMember.user_id == user_id, ProgrammeMember.programme_id.in_(programmes)
    )
    await uow.session.execute(places.execution_options(synchronize_session=False))


async def get_to_change(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """Lock the programme until the end of the transaction. Raises ProgrammeNotFound, LeadersOnly for mere readers."""
    statement = select(Programme).where(Programme.id == programme_id, readable_by(uow.actor)).with_for_update()
    programme = await fetch_one(uow.session, statement, ProgrammeNotFound)
    leads = select(Programme.id).where(Programme.id == programme_id, led_by_team(uow.actor))
    if await uow.session.scalar(leads) is None:
        raise LeadersOnly
    return programme


async def show(uow: UnitOfWork, programme: Programme) -> Representation:
    _note_change(uow, programme)
    return await PROGRAMME.show(uow, id=programme.id)


def _note_change(uow: UnitOfWork, programme: Programme) -> None:
    """Note the programme in the change logs of those who lead it, and of whoever was sent one of its steps."""
    managers = select(Membership.user_id).where(
        Membership.community_id == programme.community_id,
        Membership.state == MembershipState.ACTIVE,
        Membership.role == Role.MANAGER,
    )
    team = select(ProgrammeMember.user_id).where(ProgrammeMember.programme_id == programme.id)
    steps = select(Mission.id).where(Mission.programme_id == programme.id)
    recipients = select(MissionResponse.user_id).where(MissionResponse.mission_id.in_(steps))
    people = union(managers, team, recipients).subquery("people")
    columns = (cast(str(Kind.PROGRAMME), Text), cast(programme.id, Uuid), cast(programme.version, BigInteger))
    uow.changed_all(select(people.c.user_id, *columns))


async def _get_to_manage(uow: UnitOfWork, programme_id: UUID) -> Programme:
    programme = await get_to_change(uow, programme_id)
    if not await _manages(uow, programme.community_id):
        raise ManagersOnly
    return programme


async def _lock_new(uow: UnitOfWork, programme_id: UUID) -> Programme:
    return await uow.session.get_one(Programme, programme_id, with_for_update=True)


async def _rewrite(uow: UnitOfWork, programme: Programme, data: ProgrammeWrite, *, is_new: bool = False) -> None:
    if data.community_id != programme.community_id:
        raise Unprocessable(errors=[OTHER_COMMUNITY])
    manages = await _manages(uow, programme.community_id)
    budget = data.budget and data.budget.model_dump(mode="json")
    if not manages and (budget != programme.budget or programme.state is not ProgrammeState.DRAFT):
        raise ManagersOnly
    team = list(data.team)
    if is_new and not manages and uow.actor.id not in team:
        team.append(uow.actor.id)
    await _set_team(uow, programme, team)
    programme.rewrite({name: getattr(data, name) for name in COLUMNS} | {"budget": budget}, uow.now)


async def _copy(uow: UnitOfWork, programme: Programme, data: ProgrammePut) -> Copy:
    """Return the template with what was chosen of it. Raises Unprocessable."""
    template = await templates.find(uow, data.template or "")
    if template is None:
        raise Unprocessable(errors=[UNKNOWN_TEMPLATE])
    language = (await uow.session.get_one(User, uow.actor.id)).language
    community = await uow.session.get_one(Community, programme.community_id)
    own_words = {"sector": data.sector, "territory": data.territory}
    asks = {ask.key for ask in template.asks} - {choice.key for choice in data.choices}
    said = [Choice(key=key, values=[text]) for key, text in own_words.items() if text and key in asks]
    return Copy(
        template,
        programme.id,
        programme.community_id,
        data.starts_on,
        ZoneInfo(community.timezone),
        language,
        chosen(template, [*data.choices, *said], data.starts_on, language),
    )


def _completed(fields: dict[str, object], copy: Copy) -> dict[str, object]:
    """Take from the template what the body does not say."""
    template, words = copy.template, {key: copy.values[key][0] for key in ("sector", "territory") if key in copy.values}
    proposed: dict[str, object] = {
        "title": words_in(template.title, copy.language),
        "summary": words_in(template.summary, copy.language),
        "publics": template.publics,
        "ends_on": copy.starts_on + timedelta(days=template.days),
        **words,
    }
    return fields | {name: value for name, value in proposed.items() if not fields.get(name)}


async def _add_steps(uow: UnitOfWork, copy: Copy) -> None:
    """Write the steps as drafts."""
    for mission_id, data in copy.missions():
        mission = Mission(id=mission_id, state=MissionState.DRAFT, version=0, **missions.first_values(uow, data))
        mission.rewrite(missions.columns_of(data), [], uow.now, waits=True)
        uow.session.add(mission)


async def _add_room(uow: UnitOfWork, copy: Copy) -> None:
    """Plan the room of its steps, for the team to open on the day."""
    community = await uow.session.get_one(Community, copy.community_id)
    room = copy.room(is_school=is_known_school(community))
    if room is not None:
        await rooms.plan(uow, *room)


def _add_report(uow: UnitOfWork, copy: Copy, programme: Programme) -> None:
    """Draft its report, so that people can be asked for quotes while it runs."""
    report_id, data = copy.report(programme.title, programme.ends_on)
    values = {"community_id": copy.community_id, "author_id": uow.actor.id, "born_as": data.digest()}
    times = {"created_at": uow.now, "updated_at": uow.now}
    report = ProgrammeReport(id=report_id, state=ReportState.DRAFT, version=0, **values, **times)
    report.rewrite(data.columns(), uow.now)
    uow.session.add(report)


async def _set_team(uow: UnitOfWork, programme: Programme, team: Sequence[UUID]) -> None:
    """Set who leads it. Whoever is new to the team leads the community. Who is of it no more may stay named."""
    members = select(ProgrammeMember.user_id).where(ProgrammeMember.programme_id == programme.id)
    before = set(await uow.session.scalars(members))
    await _check_team(uow, programme.community_id, team, before)
    left_out = delete(ProgrammeMember).where(
        ProgrammeMember.programme_id == programme.id, ProgrammeMember.user_id.not_in(team)
    )
    await uow.session.execute(left_out)
    uow.session.add_all(
        ProgrammeMember(programme_id=programme.id, user_id=user_id) for user_id in team if user_id not in before
    )


async def _check_team(uow: UnitOfWork, community_id: UUID, team: Sequence[UUID], before: Collection[UUID]) -> None:
    leaders = select(Membership.user_id).where(
        Membership.community_id == community_id,
        Membership.state == MembershipState.ACTIVE,
        in_team(),
        Membership.user_id.in_(team),
    )
    leader_ids = set(await uow.session.scalars(leaders)) | set(before)
    faults = [
        wrong(f"/team/{n}", "unknown_member", UNKNOWN_LEADER)
        for n, user_id in enumerate(team)
        if user_id not in leader_ids
    ]
    if faults:
        raise Unprocessable(errors=faults)


async def _steps(uow: UnitOfWork, programme: Programme, *states: MissionState) -> Sequence[Mission]:
    statement = select(Mission).where(Mission.programme_id == programme.id, Mission.state.in_(states))
    return (await uow.session.scalars(statement.order_by(Mission.id).with_for_update())).all()


async def _end_steps(uow: UnitOfWork, programme: Programme, move: Callable[..., bool]) -> None:
    """End the open steps by `move`, and call off those that wait. Drafts stay drafts."""
    for mission in await _steps(uow, programme, *BEFORE, MissionState.OPEN):
        await moments.catch_up(uow, mission)
        if mission.state is MissionState.OPEN and move(mission, uow.now):
            await ballots.end(uow, mission)
            uow.enqueue(EndMission(mission_id=mission.id))
        elif mission.state is MissionState.SCHEDULED:
            mission.cancel(uow.now)


async def _check_leads(uow: UnitOfWork, community_id: UUID) -> None:
    if community_id in set(await uow.session.scalars(led_by(uow.actor))):
        return
    await check_known(Reading(uow.actor, uow.runtime), community_id)
    raise LeadersOnly


async def _manages(uow: UnitOfWork, community_id: UUID) -> bool:
    return community_id in set(await uow.session.scalars(managed_by(uow.actor)))


def _first_values(uow: UnitOfWork, data: ProgrammePut) -> dict[str, object]:
    return {
        "community_id": data.community_id,
        "title": data.title or "",
        "publics": [],
        "starts_on": data.starts_on,
        "visibility": data.visibility,
        "state": ProgrammeState.DRAFT,
        "version": 0,
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }
