"""The sections of a report: frozen when it is published, and filled in anew at each reading.

What is frozen of quotes, stories and names are ids. Whether they may be read is requests each time: somebody who takes
something back is not in the next answer, whichever form of the edition it is.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.i18n import Language
from app.core.text import first_name
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, Purpose, Reach, TargetType
from app.models.missions import Mission
from app.models.programme_reports import FigureCode, ProgrammeReport, ReportEdition, ReportSectionKind
from app.models.responses import MissionResponse
from app.models.skills import Skill
from app.models.stories import Edition, Story
from app.models.users import AgeBracket, User
from app.policies.age import age_bracket
from app.policies.communities import public
from app.policies.grants import live
from app.policies.hidings import is_hidden
from app.services.communities.trees import BY_SKILL
from app.services.figures import computing
from app.services.figures.computing import FrozenJson
from app.services.figures.figure import Scope
from app.services.figures.registry import FIGURES
from app.services.programme_reports import plan, words
from app.services.sharing.quotes import select_quotes

K = ReportSectionKind
LIMIT = 200  # actions, themes, skills of a section
EMPTY: Mapping[str, Any] = {
    "text": None,
    **{name: [] for name in ("figures", "quotes", "stories", "actions", "themes", "talents")},
}


def codes_of(report: ProgrammeReport) -> list[FigureCode]:
    """Return the figures that the sections of the draft ask for, each once."""
    requests = [section["codes"] or list(FIGURES) for section in report.sections if section["kind"] == K.FIGURES]
    codes = dict.fromkeys(FigureCode(code) for codes in requests for code in codes)
    return [code for code in codes if code in FIGURES]


async def freeze(session: AsyncSession, scope: Scope, report: ProgrammeReport, section: FrozenJson) -> FrozenJson:
    """Return a section of the draft as the edition keeps it."""
    head = {"kind": section["kind"], "title": section["title"]}
    match ReportSectionKind(section["kind"]):
        case K.FIGURES | K.TEXT | K.STORIES as kind:
            return head | {name: section[name] for name in CONTENTS[kind]}
        case K.QUOTES:
            return head | {"quotes": await _quotes(session, scope, report, section["quotes"])}
        case K.PLAN | K.THEMES | K.TREE as kind:
            name, collect = COLLECTORS[kind]
            return head | {name: await collect(session, scope)}


async def _quotes(session: AsyncSession, scope: Scope, report: ProgrammeReport, selection: list[str]) -> list[str]:
    """Return the ids of the quotes that the team may show now: those that were selected, or all that were given."""
    rows = await session.execute(quotes_of(report, Reach.TEAM, scope.as_of))
    ids = [str(row.id) for row in rows]
    return [quote for quote in selection if quote in ids] if selection else ids


async def _talents(session: AsyncSession, scope: Scope) -> list[FrozenJson]:
    statement = (
        select(Skill.labels, BY_SKILL.c.have, BY_SKILL.c.offer, BY_SKILL.c.seek)
        .join_from(BY_SKILL, Skill, Skill.id == BY_SKILL.c.skill_id)
        .where((BY_SKILL.c.have > 0) | (BY_SKILL.c.offer > 0) | (BY_SKILL.c.seek > 0))
        .order_by(BY_SKILL.c.have.desc(), Skill.position, Skill.code)
        .limit(LIMIT)
    )
    rows = await session.execute(statement, scope.values())
    return [{"labels": row.labels, "have": row.have, "offer": row.offer, "seek": row.seek} for row in rows]


CONTENTS: Mapping[ReportSectionKind, Sequence[str]] = {
    K.FIGURES: ("codes",),
    K.TEXT: ("text",),
    K.STORIES: ("stories",),
}
COLLECTORS: Mapping[ReportSectionKind, tuple[str, Callable[[AsyncSession, Scope], Awaitable[list[FrozenJson]]]]] = {
    K.PLAN: ("actions", plan.actions),
    K.THEMES: ("themes", plan.themes),
    K.TREE: ("talents", _talents),
}


def quotes_of(report: ProgrammeReport, reach: Reach, now: datetime) -> Select[UUID, str | None, str | None]:
    """Select the quotes that these readers see now: of answers to the report's own community, whatever the id says."""
    answers = select(MissionResponse.id).join(Mission, Mission.id == MissionResponse.mission_id)
    here = answers.where(Mission.community_id == report.community_id)
    return select_quotes(reach, literal(report.id), literal(now)).where(Grant.target_id.in_(here))


def stories_shown(reach: Reach, community_id: UUID, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant shows the Story to these readers: to the community; beyond it, where it was given for publication to a
    community that has a public page.
    """
    to_community = and_(Grant.audience_type == AudienceType.COMMUNITY, Grant.audience_id == community_id)
    shows = and_(Grant.target_type == TargetType.STORY, Grant.target_id == Story.id, to_community, live(now))
    hiding = is_hidden(Grant.audience_id, Grant.target_id)
    if reach in {Reach.TEAM, Reach.COMMUNITY}:
        return and_(shows, ~hiding)
    is_public = exists().where(Community.id == community_id, public()).correlate_except(Community)
    return and_(shows, ~hiding, Grant.purpose == Purpose.PUBLICATION, is_public)


class Resolver:
    """Fills in the sections of an edition for readers within `reach`, in their language, as of now."""

    def __init__(  # noqa: PLR0913, PLR0917  all that a reading depends on
        self,
        session: AsyncSession,
        report: ProgrammeReport,
        edition: ReportEdition,
        reach: Reach,
        language: Language,
        now: datetime,
        timezone: str,
    ) -> None:
        self._session, self._report, self._edition = session, report, edition
        self._reach, self._language, self._now = reach, language, now
        self._published_on = edition.computed_at.astimezone(ZoneInfo(timezone)).date()

    async def read(self, section: FrozenJson) -> FrozenJson:
        """Return the section in the shape of ReportEditionSectionRead."""
        kind = ReportSectionKind(section["kind"])
        title = section["title"] or words.SECTIONS[kind].in_(self._language)
        whole = {**EMPTY, "kind": kind, "title": title, "has_title": section["title"] is not None}
        match kind:
            case K.FIGURES:
                return whole | {"figures": self._figures(section["codes"])}
            case K.TEXT | K.THEMES:
                return whole | {name: section[name] for name in ("text", "themes") if name in section}
            case K.QUOTES:
                return whole | {"quotes": await self._quotes(section["quotes"])}
            case K.STORIES:
                return whole | {"stories": await self._stories(section["stories"])}
            case K.PLAN:
                return whole | {"actions": await plan.read(self._session, section["actions"], self._published_on)}
            case K.TREE:
                return whole | {"talents": [self._talent(item) for item in section["talents"]]}

    def _figures(self, codes: list[str]) -> list[FrozenJson]:
        """Return the frozen figures of these codes; all of them where none is named."""
        figures = self._edition.figures
        if codes:
            place = {code: n for n, code in enumerate(codes)}
            selection = [item for item in figures if computing.code_of(item["code"]) in place]
            figures = sorted(selection, key=lambda item: place[computing.code_of(item["code"])])
        edition = self._edition
        is_over = self._published_on > date.fromisoformat(edition.content["ends_on"])
        return [computing.as_read(item, edition.k_min, self._language, is_over=is_over) for item in figures]

    async def _quotes(self, ids: list[str]) -> list[FrozenJson]:
        rows = await self._session.execute(quotes_of(self._report, self._reach, self._now))
        live = {str(row.id): {"excerpt": row.excerpt, "attributed_to": row.attributed_to} for row in rows}
        return [live.get(quote, {"excerpt": None, "attributed_to": None}) for quote in ids]

    async def _stories(self, ids: list[str]) -> list[FrozenJson]:
        """Add the stories that their authors show to these readers now; beyond the team, only adults are named."""
        is_adult = age_bracket(literal(self._now)) == AgeBracket.ADULT
        statement = (
            select(Story.id, Edition.content, is_adult.label("is_adult"))
            .join_from(Story, Edition, and_(Edition.story_id == Story.id, Edition.number == Story.edition))
            .join(User, User.id == Story.owner_id)
            .where(Story.id.in_([UUID(story) for story in ids]), Story.withdrawn_at.is_(None))
            .where(exists().where(stories_shown(self._reach, self._report.community_id, literal(self._now))))
        )
        rows = {str(row.id): row for row in await self._session.execute(statement)}
        return [self._story(rows.get(story)) for story in ids]

    def _story(self, row: Any) -> FrozenJson:  # noqa: ANN401  a row of the statement above
        if row is None:
            return {"title": None, "summary": None, "author": None}
        content = json.loads(row.content)
        name = content["author"]["display_name"]
        may_name = name and (row.is_adult or self._reach is Reach.TEAM)
        author = first_name(name) if may_name else None
        return {"title": content["title"], "summary": content["summary"], "author": author}

    def _talent(self, item: FrozenJson) -> FrozenJson:
        labels = item["labels"]
        skill = labels.get(self._language.of_contents) or labels["fr"]
        return {"skill": skill, **{name: item[name] for name in ("have", "offer", "seek")}}
