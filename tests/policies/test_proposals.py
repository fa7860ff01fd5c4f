"""Who sees proposals, and who may ask for words of an answer: rows of every kind, by everybody's place."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import literal, select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.models.flags import FlagTarget
from app.models.grants import AudienceType, Grant, Purpose, Reach, TargetType
from app.models.missions import Mission, MissionKind, MissionState
from app.models.programme_reports import ProgrammeReport
from app.models.proposals import PLAN, VISIBLE_STATES, Proposal, ProposalAuthor, ProposalState
from app.models.responses import STANDING, Attendance, MissionResponse, ResponseState
from app.models.users import User
from app.policies import proposals, quotes, responses
from tests.policies.test_missions import mission_row, response_row
from tests.policies.test_programmes import AT, Place, Rows, insert_all, place
from tests.support.communities import community_row, membership_row
from tests.support.people import NOW, Person
from tests.support.rows import add, hidden, made

__all__ = ["place"]
SECOND = timedelta(seconds=1)
FORMS: list[dict[str, Any]] = [
    {"approval": "before", "hidden_until_reveal": False},
    {"approval": "after", "hidden_until_reveal": False},
    {"approval": "before", "hidden_until_reveal": True},
]


async def ideas(place: Place, mission: Mission) -> Rows:
    """Insert a proposal of each state: by nobody, another, the actor, and one that the actor asks to sign."""
    person = made(User, email=f"{uuid7()}@example.org")
    await add(place.session, mission, person)
    kinds = product(ProposalState, ("nobody", "other", "actor", "candidate"))
    texts = {"mission_id": mission.id, "community_id": mission.community_id}
    rows = await insert_all(place.session, (made(Proposal, state=state, reason=who, **texts) for state, who in kinds))
    signatures: list[ProposalAuthor] = []
    for row in rows.values():
        signers = {"other": person.id, "actor": place.me, "candidate": person.id}
        pairs: list[tuple[UUID, datetime | None]] = [(signers[row.reason], NOW)] if row.reason in signers else []
        pairs += [(place.me, None)] if row.reason == "candidate" else []
        signatures += [made(ProposalAuthor, proposal_id=row.id, user_id=u, joined_at=at) for u, at in pairs]
    await add(place.session, *signatures)
    return rows


@pytest.mark.parametrize("form", FORMS, ids=str)
async def test_who_reads_a_proposal(place: Place, form: dict[str, Any]) -> None:
    mission = mission_row(place.here.id, kind=MissionKind.PROPOSAL, form=form, state=MissionState.OPEN)
    rows, second_mission = await ideas(place, mission), mission_row(place.here.id, state=MissionState.OPEN)
    await add(place.session, second_mission)
    await add(place.session, response_row(second_mission, place.me))
    unlisted_ids = {n for n, row in rows.items() if row.state in {ProposalState.DRAFT, ProposalState.WITHDRAWN}}
    own_ids = {n for n, row in rows.items() if row.reason == "actor"}
    plan = {n for n, row in rows.items() if row.state in PLAN}
    visible = {n for n, row in rows.items() if row.state in VISIBLE_STATES}
    visible |= {n for n, row in rows.items() if row.state is ProposalState.SUBMITTED and form["approval"] == "after"}
    visible = visible & plan if form["hidden_until_reveal"] else visible
    aside = {n for n, row in rows.items() if row.state is ProposalState.SET_ASIDE}
    run = set(rows) if place.leads else set()
    conditions = (Mission.id == Proposal.mission_id,)
    for condition, ids in (
        (proposals.is_shown(AT), visible),
        (proposals.in_plan(), plan),
        (proposals.is_run_by(place.actor), run),
        (proposals.is_decided_by(place.actor), set(rows) if place.manages else set()),
    ):
        assert await place.ids(Proposal, condition, *conditions, rows=rows) == ids
    for condition in (proposals.written_by(place.actor), proposals.taken_part_by(place.actor)):
        assert await place.ids(Proposal, condition, rows=rows) == own_ids
    assert await place.ids(Proposal, proposals.is_taken_down(), rows=rows) == aside
    reader_ids = own_ids | (run - unlisted_ids) | (plan if place.belongs else set())
    for sent in (False, True):
        sent_ids = visible if sent and place.belongs else set()
        condition = proposals.shown_to_recipients(place.actor, AT)
        assert await place.ids(Proposal, condition, *conditions, rows=rows) == sent_ids
        assert await place.ids(Proposal, proposals.readable_by(place.actor, AT), rows=rows) == reader_ids | sent_ids
        await add(place.session, *([] if sent else [response_row(mission, place.me)]))
    mission.forgotten_at = NOW
    await place.session.flush()
    assert await place.ids(Proposal, proposals.is_run_by(place.actor), *conditions, rows=rows) == set()


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, False),
        ({"revealed_at": NOW}, True),
        ({"closes_at": NOW}, True),
        ({"closes_at": NOW + SECOND}, False),
        ({"state": MissionState.CLOSED}, True),
        ({"state": MissionState.ARCHIVED}, True),
        ({"state": MissionState.CANCELLED}, False),
    ],
    ids=str,
)
async def test_ideas_hide_until_they_are_revealed_or_all_is_over(
    runtime: Runtime, fields: dict[str, Any], *, shown: bool
) -> None:
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        values = {"kind": MissionKind.PROPOSAL, "form": FORMS[-1], "state": MissionState.OPEN} | fields
        mission = mission_row(community.id, **values)
        await add(session, mission)
        idea = made(Proposal, mission_id=mission.id, community_id=community.id, state=ProposalState.VISIBLE)
        await add(session, idea)
        statement = select(proposals.is_shown(AT)).where(Proposal.id == idea.id, Mission.id == Proposal.mission_id)
        assert await session.scalar(statement) is shown
        await session.rollback()


async def test_what_is_hidden_or_of_who_asked_for_erasure_is_not_shown(  # noqa: PLR0915  each rule for it
    alice: Person, place: Place
) -> None:
    """But for those who run and carry it. An action outlives who wrote it."""
    mission = mission_row(place.here.id, kind=MissionKind.PROPOSAL, form=FORMS[0], state=MissionState.OPEN)
    await add(place.session, mission, made(Erasure, user_id=alice.id), membership_row(place.here.id, alice.id))
    texts = {"mission_id": mission.id, "community_id": place.here.id}
    states = (ProposalState.VISIBLE, ProposalState.CHOICE)
    kinds = product(states, ("hidden", "lifted", "elsewhere", "erased"), (None, place.me))
    rows = await insert_all(
        place.session, (made(Proposal, state=s, reason=how, owner_id=owner, **texts) for s, how, owner in kinds)
    )
    about: dict[str, tuple[Any, dict[str, Any]]] = {
        "hidden": (place.here.id, {}),
        "lifted": (place.here.id, {"lifted_at": NOW}),
        "elsewhere": (place.elsewhere.id, {}),
    }
    for row in rows.values():
        signature = made(ProposalAuthor, proposal_id=row.id, user_id=alice.id, joined_at=NOW)
        community_id, end = about.get(row.reason, (None, {}))
        hiding = community_id and hidden(community_id, alice.id, row.id, target_type=FlagTarget.PROPOSAL, **end)
        place.session.add(hiding or signature)
    await place.session.flush()
    hidden_ids = {n for n, row in rows.items() if row.reason == "hidden"}
    erased_ids = {n for n, row in rows.items() if row.reason == "erased" and row.state is ProposalState.VISIBLE}
    plan = {n for n, row in rows.items() if row.state is ProposalState.CHOICE}
    owner_ids = {n for n, row in rows.items() if row.owner_id is not None and place.belongs}
    join = Mission.id == Proposal.mission_id
    assert await place.ids(Proposal, proposals.is_shown(AT), join, rows=rows) == rows.keys() - hidden_ids - erased_ids
    assert await place.ids(Proposal, proposals.has_visible_author(), rows=rows) == rows.keys() - erased_ids
    assert await place.ids(Proposal, proposals.in_visible_plan(), rows=rows) == plan - hidden_ids
    assert await place.ids(Proposal, proposals.is_taken_down(), rows=rows) == hidden_ids
    assert await place.ids(Proposal, proposals.is_owner(place.actor), rows=rows) == owner_ids
    assert await place.ids(Proposal, proposals.taken_part_by(place.actor), rows=rows) == owner_ids
    visible_plan = ((plan - hidden_ids) | (plan & owner_ids)) if place.belongs else set()
    assert await place.ids(Proposal, proposals.in_plan_of(place.actor), rows=rows) == visible_plan
    for community_id, belongs in ((place.here.id, place.belongs), (place.elsewhere.id, True)):
        condition_of_member = proposals.member(community_id, place.me)
        assert await place.session.scalar(select(condition_of_member)) is belongs


async def test_who_asks_for_words_of_an_answer(place: Place) -> None:
    mission = mission_row(place.elsewhere.id, state=MissionState.CLOSED)
    people = [made(User, email=f"{uuid7()}@example.org") for _ in range(3 * len(ResponseState))]
    await add(place.session, mission, *people)
    texts: list[dict[str, Any]] = [{}, {"shown": {"title": "Mon mur"}}, {"answers": {"clarte": 3}}]
    kinds, users = product(ResponseState, texts), iter(people)
    rows = await insert_all(place.session, (response_row(mission, next(users).id, state=s, **w) for s, w in kinds))
    members = {row.user_id for n, row in enumerate(rows.values()) if n % 2}
    await add(place.session, *(membership_row(place.elsewhere.id, user_id) for user_id in members))
    ids = {
        n
        for n, row in rows.items()
        if row.state in STANDING and row.user_id in members and (row.shown is not None or row.answers is not None)
    }
    mission_here = mission_row(place.here.id, state=MissionState.CLOSED)
    author = made(User, email=f"{uuid7()}@example.org")
    await add(place.session, mission_here, author)
    values = {"state": ResponseState.SUBMITTED, "shown": {"title": "Mon mur"}}
    answer = response_row(mission_here, author.id, **values)
    await add(place.session, answer, membership_row(place.here.id, author.id))
    rows, ids = rows | {answer.id: answer}, ids | ({answer.id} if place.manages else set())
    condition = (Mission.id == MissionResponse.mission_id,)
    assert await place.ids(MissionResponse, quotes.askable_by(place.actor), *condition, rows=rows) == ids


async def test_a_quote_is_a_standing_grant_of_words_to_this_report(alice: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        mission = mission_row(community.id, state=MissionState.CLOSED)
        reports = [made(ProgrammeReport, community_id=community.id) for _ in "12"]
        people = [made(User, email=f"{uuid7()}@example.org") for _ in ResponseState]
        await add(session, mission, *reports, *people)
        answers = [
            response_row(mission, user.id, state=state) for user, state in zip(people, ResponseState, strict=True)
        ]
        await add(session, *answers)
        to = {"target_type": TargetType.RESPONSE, "audience_type": AudienceType.REPORT, "owner_id": alice.id}
        words = {"excerpt": "Mon mur", "attribution": "nobody", "purpose": Purpose.PUBLICATION, "rights": ["view"]}

        def quote(answer: Any, report: ProgrammeReport = reports[0], **terms: Any) -> Grant:
            fields = {"target_id": answer.id, "audience_id": report.id, "reach": Reach.TEAM, "media_key": str(uuid7())}
            return made(Grant, **to | words | fields | terms)

        standing = {answer.id: quote(answer) for answer in answers}
        answer = next(item for item in answers if item.state in STANDING)
        ends = [quote(answer, revoked_at=NOW), quote(answer, ends_at=NOW), quote(answer, reports[1])]
        await add(session, *standing.values(), *ends)
        quote_ids = set(await session.scalars(select(Grant.id).where(quotes.quoted(reports[0].id, AT))))
        assert quote_ids == {standing[answer.id].id for answer in answers if answer.state in STANDING}
        for n, reach in enumerate(Reach):
            wide = quote(answer, reach=reach)
            await add(session, wide)
            within = [item for item in Reach if await _holds(session, wide, item)]
            assert within == list(Reach)[: n + 1]
        await session.rollback()


async def _holds(session: Any, grant: Grant, reach: Reach) -> bool:
    statement = select(Grant.id).where(Grant.id == grant.id, quotes.within(reach, Grant.reach))
    return await session.scalar(statement) is not None


async def test_an_answer_is_missed_by_the_clock_and_certified_by_who_was_there(runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        ends = ({"closes_at": NOW + SECOND}, {"closes_at": NOW - SECOND})
        for fields, certificate in product(ends, (True, False, None)):
            form = {} if certificate is None else {"certificate": certificate}
            mission = mission_row(community.id, kind=MissionKind.EVENT, form=form, state=MissionState.OPEN, **fields)
            kinds = list(product(ResponseState, (NOW - 2 * SECOND, NOW), (None, *Attendance)))
            people = [made(User, email=f"{uuid7()}@example.org") for _ in kinds]
            await add(session, mission, *people)
            rows = {}
            for user, (state, at, attendance) in zip(people, kinds, strict=True):
                row = response_row(mission, user.id, state=state, updated_at=at, attendance=attendance)
                rows[row.id] = row
            await add(session, *rows.values())
            end = fields["closes_at"]
            left_open = {
                n
                for n, row in rows.items()
                if row.state in {ResponseState.ASSIGNED, ResponseState.SEEN}
                or (row.state is ResponseState.RECLAIMED and row.updated_at <= end)
            }
            missed_ids = {n for n, row in rows.items() if row.state is ResponseState.MISSED}
            present = {n for n, row in rows.items() if row.attendance is Attendance.PRESENT}
            missed_ids |= left_open if end <= NOW else set()
            statement = select(MissionResponse.id).select_from(Mission).where(Mission.id == mission.id)
            statement = statement.where(MissionResponse.mission_id == Mission.id)
            for condition, ids in (
                (responses.left_open_at(literal(end)), left_open),
                (responses.is_missed(AT), missed_ids),
                (responses.state(AT) == "missed", missed_ids),
                (responses.is_certified(), present if certificate else set()),
            ):
                assert set(await session.scalars(statement.where(condition))) == ids
        await session.rollback()
