"""Pages of an export, which a browser shows without a connection and without this service."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.dates import say_day
from app.core.i18n import Language, Locale, Words
from app.core.projections import Element
from app.models.experiences import Experience
from app.models.grants import AccessEvent
from app.models.skills import Skill
from app.models.stories import Edition, Story
from app.models.talents import Talent
from app.models.users import User
from app.services.portability import export_texts as texts
from app.services.portability.archives import once
from app.services.portability.export_files import Files
from app.services.portability.export_html import (
    FOLDER,
    Page,
    copy_of,
    page_media,
    reflection_lines,
    render,
    say_lived,
    say_when,
)
from app.services.shared.moment_names import moment_name, name_of

ROWS_AT_ONCE, EDITIONS_AT_ONCE = 200, 10


@dataclass(frozen=True, slots=True)
class Shelf:
    """A portrait in the index: its pages and documents, by their paths and languages. Without pages: a draft."""

    name: str
    headline: str | None
    note: Words | None
    pages: list[tuple[str, Locale]]
    papers: list[tuple[str, Locale]]


@dataclass(slots=True)
class Contents:
    """What the index lists: only what was written into the archive."""

    years: list[tuple[int, int]] = field(default_factory=list)
    stories: list[tuple[str, str, str]] = field(default_factory=list)  # path, title, day
    story_paths: dict[str, str] = field(default_factory=dict)  # by id
    portraits: list[Shelf] = field(default_factory=list)
    papers_left_out: int = 0
    lists: list[tuple[str, Words, str]] = field(default_factory=list)  # path, title, amounts
    talents: list[tuple[str, int, str]] = field(default_factory=list)
    reading_count: int = 0


async def write(
    session: AsyncSession, person: User, files: Files, contents: Contents
) -> AsyncIterator[tuple[str, Page]]:
    """Yield paths and pages: the journal of each year, then the stories.

    The caller reads a page before it takes the next one. A page is streamed, whatever its length.
    """
    for year, count in await _years(session, person.id):
        contents.years.append((year, count))
        moments = _moments(session, person, year, files)
        yield f"journal-{year}.html", render("journal.html", person.locale, "", year=year, moments=moments)
    async for story_id, title, content in _editions(session, person.id):
        path = f"stories/{len(contents.stories) + 1}.html"
        day = say_day(datetime.fromisoformat(content["published_at"]), person.locale)
        contents.stories.append((path, title, day))
        contents.story_paths[str(story_id)] = path
        edition = _edition_values(content, files, person.locale)
        yield path, render("story.html", person.locale, "../", content=edition, published=day)
    contents.talents = await _talents(session, person)
    readings = select(func.count()).where(AccessEvent.reader_id == person.id)
    contents.reading_count = await session.scalar(readings) or 0


async def write_index(person: User, files: Files, contents: Contents, now: datetime) -> AsyncIterator[tuple[str, Page]]:
    """Yield the index and the style, when all that the index lists is written."""
    values = {
        "name": person.display_name or texts.SOMEONE.in_(person.locale),
        "day": say_day(now, person.locale),
        "contents": contents,
        "has_media": any(path.startswith("media/") for path in files.by_key.values()),
        "has_copies": any(path.startswith("copies/") for path in files.by_key.values()),
    }
    yield "index.html", render("index.html", person.locale, "", nested=False, **values)
    yield "style.css", once((FOLDER / "style.css").read_bytes())


_YEAR = func.date_part("year", Experience.lived_on)


async def _years(session: AsyncSession, person_id: UUID) -> list[tuple[int, int]]:
    statement = (
        select(_YEAR, func.count()).where(Experience.owner_id == person_id).group_by(_YEAR).order_by(_YEAR.desc())
    )
    return [(int(year), count) for year, count in await session.execute(statement)]


async def _moments(session: AsyncSession, person: User, year: int, files: Files) -> AsyncIterator[dict[str, Any]]:
    that_year = select(Experience, moment_name(literal(person.locale.of_contents, Text))).where(
        Experience.owner_id == person.id, Experience.lived_on.between(date(year, 1, 1), date(year, 12, 31))
    )
    latest = that_year.order_by(Experience.lived_at.desc(), Experience.id).execution_options(yield_per=ROWS_AT_ONCE)
    async for experience, name in await session.stream(latest):
        yield _moment(experience, files, person.locale) | {"name": name}
        session.expunge(experience)


async def _editions(session: AsyncSession, person_id: UUID) -> AsyncIterator[tuple[UUID, str, dict[str, Any]]]:
    latest = (
        select(Story.id, Story.title, Edition.content)
        .join(Edition, (Edition.story_id == Story.id) & (Edition.number == Story.edition))
        .where(Story.owner_id == person_id)
        .order_by(Story.published_at.desc(), Story.id)
    )
    async for story_id, title, content in await session.stream(latest.execution_options(yield_per=EDITIONS_AT_ONCE)):
        yield story_id, title, json.loads(content)


async def _talents(session: AsyncSession, person: User) -> list[tuple[str, int, str]]:
    label = skill_label(person)
    statement = select(label, Talent.level, Talent.stance).join(Skill, Skill.id == Talent.skill_id)
    rows = await session.execute(statement.where(Talent.user_id == person.id).order_by(label))
    return [(name, level, str(stance)) for name, level, stance in rows]


def skill_label(person: User) -> Element:
    """Return the name of the skill of the statement, in the person's language where it has one."""
    return func.coalesce(Skill.labels[str(person.locale.of_contents)].astext, Skill.labels["fr"].astext, Skill.code)


def _moment(experience: Experience, files: Files, locale: Language) -> dict[str, Any]:
    media = (
        files.media[media_id] for media_id in files.of_experience.get(experience.id, ()) if media_id in files.media
    )
    return {
        "id": experience.id,
        "when": say_when(
            experience.lived_at, experience.lived_until, str(experience.lived_precision), experience.utc_offset, locale
        ),
        "text": experience.text,
        "place": (experience.place or {}).get("label"),
        "organisation": experience.organisation,
        "context": experience.context,
        "trashed": experience.trashed_at is not None,
        "media": list(page_media(media)),
        "reflection": reflection_lines(experience.reflection),
        "people": experience.people,
        "tags": experience.tags,
    }


def _edition_values(content: dict[str, Any], files: Files, locale: Language) -> dict[str, Any]:
    """The values of a frozen edition. Paths in the archive replace addresses on our server."""
    blocks = []
    for block in content["blocks"]:
        if block["kind"] == "media":
            media = copy_of(block["media"], files)
            blocks += [{**block, "media": media | {"caption": block["caption"]}}] if media else []
        elif block["kind"] == "experience":
            blocks.append(
                block
                | {
                    "name": name_of(block, locale),
                    "when": say_lived(block, locale),
                    "media": [copy for media in block["media"] if (copy := copy_of(media, files))],
                }
                | {"reflection": reflection_lines(block["reflection"])}
            )
        else:
            blocks.append(block)
    return {**content, "cover": copy_of(content["cover"], files), "blocks": blocks}
