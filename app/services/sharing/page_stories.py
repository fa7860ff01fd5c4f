"""What a public community shows to everybody: stories whose authors want it, what is coming, and its reports.

Each story is a link of its author: whatever ends the link ends it here, on the next read. Stories that answer one
mission are a story by several authors (docs/decisions/0149).
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Subquery,
    Text,
    Uuid,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on, insert

from app.core.compiled import Compiled
from app.core.db import fetch_one
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import NOW, Element, Json, SingleProjection, build, wire
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.communities import Community
from app.models.consents import ConsentKind
from app.models.grants import AudienceType, Grant, Purpose, TargetType
from app.models.guardians import GuardedAct
from app.models.informations import Information
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission, MissionKind, MissionState
from app.models.page_stories import PageStory
from app.models.programme_reports import ProgrammeReport, ReportEdition
from app.models.programmes import Programme, ProgrammeVisibility
from app.models.proposals import Proposal
from app.models.stories import Edition, Story
from app.policies import missions
from app.policies.communities import CommunityNotFound, active_in, public
from app.policies.consent_texts import of_community
from app.policies.grants import live
from app.policies.hidings import is_hidden
from app.policies.informations import stands
from app.policies.missions import readable_by
from app.policies.programme_reports import published
from app.policies.proposals import in_visible_plan
from app.policies.sessions import SIGNED_IN
from app.policies.stories import shown_through
from app.schemas.community_pages import CommunityPageRead, PageStoryWrite
from app.services.accounts import age, consents, suspensions
from app.services.sharing.grants import address_of, page_of_report
from app.services.sharing.qr import LinkNotFound

MOST_STORIES, MOST_EVENTS, MOST_ACTIONS, MOST_REPORTS, MOST_INFORMATIONS = 60, 12, 30, 12, 5
SEVERAL = 2  # authors of a story that is told together
UNKNOWN_MISSION = Words("cette mission n’est pas d’ici, ou ne t’a pas été envoyée")
_ID = bindparam("id", type_=Uuid())


class NotForEverybody(Conflict):
    title = Words("Ce lien n’est pas ouvert à tout le monde")
    advice = Words("Choisis un lien vers une story, sans mot de passe ni limite. Il ne doit pas être fini.")


def _is_open_link() -> ColumnElement[bool]:
    """A link to a story that everybody may open, as often as they like."""
    is_link = (Grant.audience_type == AudienceType.LINK) & (Grant.target_type == TargetType.STORY)
    return is_link & Grant.passcode_hash.is_(None) & Grant.max_views.is_(None)


_BELONGS = (
    exists()
    .where(Membership.community_id == PageStory.community_id, Membership.user_id == Grant.owner_id)
    .where(Membership.state == MembershipState.ACTIVE)
    .correlate_except(Membership)
)
_CARD = cast(Edition.card, JSON)
_MISSION_TITLE = select(Mission.title).where(Mission.id == PageStory.mission_id).correlate(PageStory).scalar_subquery()
_STORY_FIELDS: Mapping[str, Element] = {
    "grant_id": PageStory.__table__.c.grant_id,
    "owner_id": Grant.__table__.c.owner_id,
    "mission_id": PageStory.__table__.c.mission_id,
    "mission_title": _MISSION_TITLE,
    "title": _CARD["title"],
    "language": _CARD["language"],
}
_SHOWN = (
    select(build(_STORY_FIELDS).label("item"), PageStory.created_at, PageStory.grant_id)
    .join_from(PageStory, Grant, Grant.id == PageStory.grant_id)
    .join(Story, Story.id == Grant.target_id)
    .join(Edition, (Edition.story_id == Story.id) & (Edition.number == shown_through()))
    .where(PageStory.community_id == Community.id, _is_open_link(), live(NOW), Story.withdrawn_at.is_(None))
    .where(_BELONGS, ~is_hidden(PageStory.community_id, Story.id))
    .order_by(PageStory.created_at.desc(), PageStory.grant_id.desc())
    .limit(MOST_STORIES)
    .correlate(Community)
    .subquery("shown_stories")
)
_OF_PUBLIC_PROGRAMME = (Programme.id == Mission.programme_id) & (Programme.visibility == ProgrammeVisibility.PUBLIC)
_STARTS = cast(Mission.form["starts_at"].astext, DateTime(timezone=True))
_PLACE = Mission.form["place"]
_EVENTS = (
    select(
        build(
            {
                "title": Mission.title,
                "starts_at": Mission.form["starts_at"],
                "ends_at": Mission.form["ends_at"],
                "place": _PLACE["label"],
                "address": _PLACE["address"],
            }
        ).label("item"),
        _STARTS.label("starts_at"),
    )
    .join_from(Mission, Programme, _OF_PUBLIC_PROGRAMME)
    .where(Mission.community_id == Community.id, Mission.kind == MissionKind.EVENT, Mission.asker_id.is_(None))
    .where(missions.state(NOW).in_((MissionState.SCHEDULED, MissionState.OPEN)), _STARTS > NOW)
    .order_by(_STARTS)
    .limit(MOST_EVENTS)
    .correlate(Community)
    .subquery("coming_events")
)
_INFORMATIONS = (
    select(
        build(
            {
                "title": Information.title,
                "text": Information.text,
                "created_at": wire(Information.__table__.c.created_at),
            }
        ).label("item"),
        Information.created_at,
    )
    .where(Information.community_id == Community.id, Information.for_everybody, stands(NOW))
    .order_by(Information.created_at.desc(), Information.id.desc())
    .limit(MOST_INFORMATIONS)
    .correlate(Community)
    .subquery("told_informations")
)
_ACTIONS = (
    select(
        build({"title": Proposal.title, "state": Proposal.state, "due_on": Proposal.due_on}).label("item"),
        Proposal.selected_at,
    )
    .join_from(Proposal, Mission, Mission.id == Proposal.mission_id)
    .join(Programme, _OF_PUBLIC_PROGRAMME)
    .where(Proposal.community_id == Community.id, in_visible_plan())
    .order_by(Proposal.selected_at.desc())
    .limit(MOST_ACTIONS)
    .correlate(Community)
    .subquery("public_actions")
)


_EDITION = ReportEdition.__table__.c.content
_REPORT_FIELDS: Mapping[str, Element] = {
    "grant_id": Grant.__table__.c.id,
    **{name: _EDITION[name] for name in ("title", "language", "starts_on", "ends_on")},
    "published_at": wire(ReportEdition.__table__.c.computed_at),
}
_IS_FOR_EVERYBODY = (
    (Grant.target_type == TargetType.REPORT)
    & (Grant.audience_type == AudienceType.LINK)
    & (Grant.purpose == Purpose.PUBLICATION)
)
_LINKS = (  # to each report the latest one
    select(build(_REPORT_FIELDS).label("item"), ProgrammeReport.ends_on, ProgrammeReport.id)
    .ext(distinct_on(ProgrammeReport.id))
    .join_from(Grant, ProgrammeReport, ProgrammeReport.id == Grant.target_id)
    .join(
        ReportEdition,
        (ReportEdition.report_id == ProgrammeReport.id) & (ReportEdition.number == ProgrammeReport.edition),
    )
    .where(Grant.community_id == Community.id, _IS_FOR_EVERYBODY, live(NOW), published())
    .order_by(ProgrammeReport.id, Grant.created_at.desc(), Grant.id.desc())
    .correlate(Community)
    .subquery("report_links")
)
_REPORTS = (
    select(_LINKS.c["item"], _LINKS.c.ends_on)
    .order_by(_LINKS.c.ends_on.desc(), _LINKS.c.id)
    .limit(MOST_REPORTS)
    .subquery("published_reports")
)


def _listed(rows: Subquery, order: ColumnElement[Any]) -> Element:
    return select(func.coalesce(func.json_agg(aggregate_order_by(rows.c["item"], order)), _EMPTY)).scalar_subquery()


_EMPTY: Element = literal_column("'[]'::json")
_PAGE = build(
    {
        "id": Community.id,
        "name": Community.name,
        "charter": Community.charter,
        "stories": _listed(_SHOWN, _SHOWN.c.created_at.desc()),
        "informations": _listed(_INFORMATIONS, _INFORMATIONS.c.created_at.desc()),
        "events": _listed(_EVENTS, _EVENTS.c.starts_at),
        "actions": _listed(_ACTIONS, _ACTIONS.c.selected_at.desc()),
        "reports": _listed(_REPORTS, _REPORTS.c.ends_on.desc()),
    }
)
PAGE = SingleProjection(SIGNED_IN, _PAGE, literal_column("1"), Community.id == _ID, public(), missing=CommunityNotFound)
OPEN_PAGE = Compiled(select(cast(_PAGE, Text).label("page")).where(Community.id == _ID, public()))


async def get(reading: Reading, community_id: UUID) -> CommunityPageRead:
    """Return what the community shows to everybody. Raises CommunityNotFound unless it is public."""
    return _page(reading.runtime, (await PAGE.get(reading, id=community_id)).json)


async def read(runtime: Runtime, community_id: UUID) -> CommunityPageRead:
    """Return the same to a reader without an account. Raises CommunityNotFound."""
    values = OPEN_PAGE.values({"id": community_id, "now": runtime.clock()})
    row = await runtime.database.reads.fetchrow(OPEN_PAGE.query, *values)
    if row is None:
        raise CommunityNotFound
    return _page(runtime, row["page"])


async def put(uow: UnitOfWork, community_id: UUID, grant_id: UUID, data: PageStoryWrite) -> None:
    """Show the story behind one's link on the page of the community. Sending it again changes nothing.

    Raises CommunityNotFound, LinkNotFound, NotForEverybody, AgeRequired, ConsentOutdated, GuardianRequired.
    """
    await suspensions.check(uow)
    await age.check(uow, GuardedAct.PUBLISH)
    conditions = (Community.id == community_id, public(), Community.id.in_(active_in(uow.actor)))
    community = await fetch_one(uow.session, select(Community).where(*conditions), CommunityNotFound)
    own = select(Grant).where(Grant.id == grant_id, Grant.owner_id == uow.actor.id, Grant.revoked_at.is_(None))
    await fetch_one(uow.session, own.with_for_update(read=True), LinkNotFound)
    is_open = select(Grant.id).where(Grant.id == grant_id, _is_open_link(), live(literal(uow.now)))
    if await uow.session.scalar(is_open) is None:
        raise NotForEverybody
    if data.mission_id is not None:
        await _check_mission(uow, community_id, data.mission_id)
    values = {"grant_id": grant_id, "community_id": community_id, "mission_id": data.mission_id}
    insertion = insert(PageStory).values(values | {"owner_id": uow.actor.id, "created_at": uow.now})
    changes = {name: values[name] for name in ("community_id", "mission_id")}
    updating = insertion.on_conflict_do_update(index_elements=["grant_id"], set_=changes)
    await uow.session.execute(updating)
    await consents.withdraw(uow, grant_id, uow.actor.id, ConsentKind.PAGE)
    await consents.give(uow, ConsentKind.PAGE, grant_id, data.consent, community=of_community(community.name))


async def remove(uow: UnitOfWork, community_id: UUID, grant_id: UUID) -> None:
    """Take one's story off the page: it is gone for the next reader. Taking it off again changes nothing."""
    own = (PageStory.community_id == community_id, PageStory.owner_id == uow.actor.id)
    removal = delete(PageStory).where(PageStory.grant_id == grant_id, *own)
    await uow.session.execute(removal.execution_options(synchronize_session=False))
    await consents.withdraw(uow, grant_id, uow.actor.id, ConsentKind.PAGE)


async def remove_of_member(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """Take the stories of whoever leaves off the page: coming back does not show them again."""
    stories = (PageStory.community_id == community_id, PageStory.owner_id == user_id)
    removal = delete(PageStory).where(*stories).returning(PageStory.grant_id)
    for grant_id in (await uow.session.scalars(removal.execution_options(synchronize_session=False))).all():
        await consents.withdraw(uow, grant_id, user_id, ConsentKind.PAGE)


async def _check_mission(uow: UnitOfWork, community_id: UUID, mission_id: UUID) -> None:
    here = (Mission.id == mission_id, Mission.community_id == community_id, Mission.asker_id.is_(None))
    if await uow.session.scalar(select(Mission.id).where(*here, readable_by(uow.actor))) is None:
        raise Unprocessable(errors=[wrong("/mission_id", "unknown_mission", UNKNOWN_MISSION)])


def _page(runtime: Runtime, page: Json | str) -> CommunityPageRead:
    """Group the stories that answer the same mission, once they have several authors."""
    fields = json.loads(page)
    stories: list[dict[str, Any]] = fields["stories"]
    authors: dict[str, set[str]] = defaultdict(set)
    for story in stories:
        authors[story["mission_id"]].add(story["owner_id"])
    groups: dict[str, dict[str, Any]] = {}
    alone = []
    for story in stories:
        part = {name: story[name] for name in ("title", "language", "mission_id")}
        part["url"] = address_of(runtime, UUID(story["grant_id"]))
        if story["mission_id"] is None or len(authors[story["mission_id"]]) < SEVERAL:
            alone.append(part)
            continue
        url = f"{runtime.settings.public_base_url}/c/{fields['id']}/stories/{story['mission_id']}"
        empty = {"mission_id": story["mission_id"], "title": story["mission_title"], "url": url, "parts": []}
        groups.setdefault(story["mission_id"], empty)["parts"].insert(0, part)
    reports = [
        {name: item[name] for name in ("title", "language", "starts_on", "ends_on", "published_at")}
        | {"url": page_of_report(runtime, UUID(item["grant_id"]))}
        for item in fields["reports"]
    ]
    together = list(groups.values())
    return CommunityPageRead.model_validate(fields | {"stories": alone, "together": together, "reports": reports})
