"""Pages of an export about a person and others: endorsements, comments, answers to missions, and accesses.

Others appear by the names that the app shows to the person today. Contents of others are not exported: a received
access is listed, with a title only where the person has the right `download`.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, Text, and_, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import ME
from app.core.dates import say_day
from app.core.i18n import Words
from app.core.projections import NOW
from app.core.text import capital
from app.models.comments import Comment
from app.models.communities import Community
from app.models.endorsements import Endorsement
from app.models.experiences import Experience
from app.models.grants import AudienceType, Grant, GrantState, Right, TargetType
from app.models.missions import Mission
from app.models.responses import STANDING, MissionResponse, ResponseState
from app.models.skills import Skill
from app.models.users import User
from app.policies import grants as grant_rules
from app.policies import responses as response_rules
from app.policies.comments import received_by
from app.policies.communities import active_in
from app.policies.grants import last_day
from app.services.access import consent_words, grant_words
from app.services.access.shown_titles import shown_title
from app.services.missions.response_reads import MISSION_TITLE
from app.services.notifications.access_templates import PURPOSES, RIGHTS_OF_READER
from app.services.portability import export_texts as texts
from app.services.portability.export_files import Files
from app.services.portability.export_html import Page, page_media, render, say_lived
from app.services.portability.export_pages import ROWS_AT_ONCE, Contents, skill_label
from app.services.shared.moment_names import name_of
from app.services.sharing.grants import NAME
from app.services.sharing.targets import title_of
from app.services.talents.recognitions import IS_CONFIRMATION

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """The person who takes the pages along, and what their pages need."""

    person: User
    files: Files

    def day(self, moment: datetime) -> str:
        return say_day(moment.astimezone(ZoneInfo(self.person.timezone)).date(), self.person.locale)

    def last_day(self, end: datetime) -> str:
        return say_day(last_day(self.person.timezone, end), self.person.locale)

    def say(self, words: Words, **blanks: object) -> str:
        return words.in_(self.person.locale, **blanks)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a page: its rows, the values of a row, and what the index says of their number."""

    statement: Select[Any]
    values: Callable[[Row[Any], Reader], Values]
    amount: Words


async def write(
    session: AsyncSession, person: User, files: Files, contents: Contents, now: datetime
) -> AsyncIterator[tuple[str, Page]]:
    """Yield paths and pages. A page that would list nothing is left out. The caller reads a page before the next."""
    reader = Reader(person, files)
    bindings = {"me": person.id, "reader": person.id, "session": None, "now": now}
    for name, title, listings in _pages(person):
        counts = {}
        for key, listing in listings.items():
            count = select(func.count()).select_from(listing.statement.order_by(None).subquery())
            counts[key] = await session.scalar(count, bindings) or 0
        if not any(counts.values()):
            continue
        amounts = [reader.say(listings[key].amount, count=count) for key, count in counts.items() if count]
        contents.lists.append((f"{name}.html", title, ", ".join(amounts)))
        rows = {key: _rows(session, listing, reader, bindings) for key, listing in listings.items()}
        yield f"{name}.html", render(f"{name}.html", person.locale, "", title=title, counts=counts, **rows)


def _pages(person: User) -> list[tuple[str, Words, dict[str, Listing]]]:
    endorsements = Listing(_endorsements(person), _endorsement_values, texts.ENDORSEMENT_COUNT)
    comments = Listing(_comments(person), _comment_values, texts.COMMENT_COUNT)
    answers = Listing(_answers(), _answer_values, texts.ANSWER_COUNT)
    own_grants = Listing(_given(person), _given_values, texts.GRANTED_COUNT)
    other_grants = Listing(_received(person), _received_values, texts.RECEIVED_COUNT)
    return [
        ("endorsements", texts.ENDORSEMENTS, {"endorsements": endorsements}),
        ("comments", texts.COMMENTS, {"comments": comments}),
        ("answers", texts.ANSWERS, {"answers": answers}),
        ("accesses", texts.ACCESSES, {"granted": own_grants, "received": other_grants}),
    ]


async def _rows(
    session: AsyncSession, listing: Listing, reader: Reader, bindings: Mapping[str, object]
) -> AsyncIterator[Values]:
    stream = await session.stream(listing.statement.execution_options(yield_per=ROWS_AT_ONCE), bindings)
    async for row in stream:
        yield listing.values(row, reader)


def _endorsements(person: User) -> Select[Any]:
    skill: Any = skill_label(person).label("skill")
    fields = (Endorsement.endorser_name, Endorsement.endorser_role, Endorsement.comment, Endorsement.answered_at)
    statement = select(skill, *fields, Endorsement.hidden, Endorsement.language)
    statement = statement.join(Skill, Skill.id == Endorsement.skill_id)
    order = (Endorsement.answered_at.desc(), Endorsement.id)
    return statement.where(Endorsement.user_id == ME.id, IS_CONFIRMATION).order_by(*order)


def _endorsement_values(row: Row[Any], reader: Reader) -> Values:
    return row._asdict() | {"day": reader.day(row.answered_at)}


def _comments(person: User) -> Select[Any]:
    author = select(User.display_name).where(User.id == Comment.author_id).scalar_subquery()
    title = title_of(Comment.target_type, Comment.target_id, literal(person.locale.of_contents, Text))
    statement = select(
        Comment.text, Comment.created_at, Comment.target_type, title.label("title"), author.label("author")
    )
    return statement.where(received_by(ME)).order_by(Comment.created_at.desc(), Comment.id)


def _comment_values(row: Row[Any], reader: Reader) -> Values:
    thing = _own_thing(reader, row.target_type, row.title)
    return {"text": row.text, "author": row.author, "thing": thing, "day": reader.day(row.created_at)}


def _answers() -> Select[Any]:
    """Select responses that were sent or declined. No experience in the bin is shown, as in the app."""
    community = case((Mission.community_id.in_(active_in(ME)), Community.name))
    has_moment = exists().where(Experience.id == MissionResponse.experience_id, Experience.trashed_at.is_(None))
    statement = (
        select(
            MISSION_TITLE.label("mission"),
            community.label("community"),
            MissionResponse.state,
            MissionResponse.experience_id,
            case((has_moment, MissionResponse.shown)).label("moment"),
            MissionResponse.note,
            MissionResponse.reason,
            MissionResponse.comment,
            func.coalesce(MissionResponse.submitted_at, MissionResponse.updated_at).label("at"),
        )
        .join(Mission, Mission.id == MissionResponse.mission_id)
        .join(Community, Community.id == Mission.community_id)
    )
    is_answer = MissionResponse.state.in_((*STANDING, ResponseState.DECLINED))
    order = (MissionResponse.assigned_at.desc(), MissionResponse.id)
    return statement.where(response_rules.owned_by(ME), is_answer).order_by(*order)


def _answer_values(row: Row[Any], reader: Reader) -> Values:
    moment = None
    if row.moment is not None:
        files, citations = reader.files, set(reader.files.of_experience.get(row.experience_id, ()))
        media = [
            files.media[item["id"]] | item
            for item in row.moment["media"]
            if item["id"] in citations & files.media.keys()
        ]
        moment = row.moment | {
            "name": name_of(row.moment, reader.person.locale),
            "when": say_lived(row.moment, reader.person.locale),
            "media": list(page_media(media)),
        }
    values = {"mission": row.mission or texts.MISSION_PAST.in_(reader.person.locale), "community": row.community}
    words = {"note": row.note, "reason": row.reason, "comment": row.comment}
    return values | words | {"state": texts.ANSWER_STATES[row.state], "day": reader.day(row.at), "moment": moment}


def _given(person: User) -> Select[Any]:
    title = title_of(Grant.target_type, Grant.target_id, literal(person.locale.of_contents, Text))
    statement = select(Grant, title.label("title"), NAME.label("name"), grant_rules.state(NOW).label("state"))
    return statement.where(grant_rules.readable_by(ME)).order_by(Grant.created_at.desc(), Grant.id)


def _given_values(row: Row[Any], reader: Reader) -> Values:
    grant = row.Grant
    rights = [consent_words.RIGHTS[Right(right)] for right in grant.rights]
    return {
        "thing": capital(_own_thing(reader, grant.target_type, grant.excerpt or row.title)),
        "audience": reader.say(_audience(grant), name=row.name or texts.NAMELESS.in_(reader.person.locale)),
        "label": grant.label,
        "purpose": PURPOSES[grant.purpose],
        "rights": ", ".join(map(reader.say, rights)),
        "since": reader.day(grant.starts_at or grant.created_at),
        "until": _end(grant, GrantState(row.state), reader),
    }


def _audience(grant: Grant) -> Words:
    match grant.audience_type:
        case AudienceType.LINK:
            return consent_words.TO_LOCKED_LINK if grant.passcode_hash else consent_words.TO_LINK
        case AudienceType.REPORT:
            return consent_words.TO_REPORT
        case AudienceType.USER:
            return consent_words.TO_PERSON
        case AudienceType.COMMUNITY:
            return consent_words.TO_COMMUNITY


def _end(grant: Grant, state: GrantState, reader: Reader) -> str:
    if state is GrantState.REVOKED and grant.revoked_at is not None:
        return reader.say(texts.TAKEN_BACK, day=reader.day(grant.revoked_at))
    if state is GrantState.EXPIRED and grant.ends_at is not None:
        return reader.say(texts.OVER, day=reader.last_day(grant.ends_at))
    if state is GrantState.EXHAUSTED:
        return reader.say(texts.NO_OPENINGS)
    return _until(grant.ends_at, reader)


def _until(ends_at: datetime | None, reader: Reader) -> str:
    return reader.say(texts.UNTIL, day=reader.last_day(ends_at)) if ends_at else reader.say(texts.ENDLESS)


def _own_thing(reader: Reader, kind: TargetType, title: str | None) -> str:
    thing = reader.say(consent_words.PLAIN[kind])
    return reader.say(consent_words.WITH_TITLE, thing=thing, title=title) if title else thing


def _received(person: User) -> Select[Any]:
    """Select accesses in force that need no second factor: an archive cannot ask for one."""
    owner = select(User.display_name).where(User.id == Grant.owner_id).scalar_subquery()
    language = literal(person.locale.of_contents, Text)
    title = case((grant_rules.with_right(Right.DOWNLOAD), shown_title(language)))
    terms = (Grant.target_type, Grant.rights, Grant.created_at, Grant.starts_at, Grant.ends_at)
    statement = select(*terms, owner.label("owner"), title.label("title"))
    condition = and_(grant_rules.to_person(ME), grant_rules.live(NOW), ~grant_rules.takes_proof())
    return statement.where(condition).order_by(Grant.created_at.desc(), Grant.id)


def _received_values(row: Row[Any], reader: Reader) -> Values:
    kind = TargetType(row.target_type)
    words = grant_words.WITH_TITLE if row.title and kind in grant_words.WITH_TITLE else grant_words.SINGULAR
    rights = [RIGHTS_OF_READER[Right(right)] for right in row.rights]
    return {
        "thing": capital(reader.say(words[kind], title=row.title)),
        "owner": row.owner or texts.NAMELESS.in_(reader.person.locale),
        "rights": ", ".join(map(reader.say, rights)),
        "since": reader.day(row.starts_at or row.created_at),
        "until": _until(row.ends_at, reader),
    }
