"""Pages of an export, which a browser shows without a connection and without this service."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import Text, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.dates import Precision, Span, say_day
from app.core.i18n import Locale, Words
from app.core.text import unbroken
from app.models.experiences import Experience
from app.models.grants import AccessEvent
from app.models.portraits import Portrait
from app.models.skills import Skill
from app.models.stories import Edition, Story
from app.models.talents import Talent
from app.models.users import User
from app.services.portability import export_texts as texts
from app.services.portability.archives import once
from app.services.portability.export_files import Files
from app.services.shared.markdown import render_markdown
from app.services.shared.moment_names import moment_name, name_of

FOLDER = Path(__file__).parent / "templates"
ROWS_AT_ONCE, PIECES_AT_ONCE = 200, 2_000
MEDIA_ORDER = {"photo": ("large", "small"), "video": ("video",), "audio": ("audio",), "document": ("original",)}


Page = AsyncIterator[bytes]


async def write(session: AsyncSession, person: User, files: Files, now: datetime) -> AsyncIterator[tuple[str, Page]]:
    """Yield paths and pages: the journal of each year, then the stories, then the index.

    The caller reads a page before it takes the next one. A page is streamed, whatever its length.
    """
    years, stories = [], []
    for year, count in await _years(session, person.id):
        years.append((year, count))
        moments = _moments(session, person, year, files)
        yield f"journal-{year}.html", _page("journal.html", person.locale, "", year=year, moments=moments)
    for number, (title, content) in enumerate(await _editions(session, person.id), 1):
        path, day = (
            f"stories/{number}.html",
            say_day(datetime.fromisoformat(content["published_at"]), person.locale),
        )
        stories.append((path, title, day))
        edition = _edition_values(content, files, person.locale)
        yield path, _page("story.html", person.locale, "../", content=edition, published=day)
    values = {
        "name": person.display_name or texts.SOMEONE.in_(person.locale),
        "day": say_day(now, person.locale),
        "years": years,
        "stories": stories,
        "talents": await _talents(session, person),
        "portraits": await _portraits(session, person.id),
        "readings": await session.scalar(select(func.count()).where(AccessEvent.reader_id == person.id)),
    }
    yield "index.html", _page("index.html", person.locale, "", nested=False, **values)
    yield "style.css", once((FOLDER / "style.css").read_bytes())


_YEAR = func.date_part("year", Experience.lived_on)


async def _years(session: AsyncSession, person_id: UUID) -> list[tuple[int, int]]:
    statement = (
        select(_YEAR, func.count()).where(Experience.owner_id == person_id).group_by(_YEAR).order_by(_YEAR.desc())
    )
    return [(int(year), count) for year, count in await session.execute(statement)]


async def _moments(session: AsyncSession, person: User, year: int, files: Files) -> AsyncIterator[dict[str, Any]]:
    that_year = select(Experience, moment_name(literal(person.locale, Text))).where(
        Experience.owner_id == person.id, Experience.lived_on.between(date(year, 1, 1), date(year, 12, 31))
    )
    latest = that_year.order_by(Experience.lived_at.desc(), Experience.id).execution_options(yield_per=ROWS_AT_ONCE)
    async for experience, name in await session.stream(latest):
        yield _moment(experience, files, person.locale) | {"name": name}
        session.expunge(experience)


async def _editions(session: AsyncSession, person_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    latest = (
        select(Story.title, Edition.content)
        .join(Edition, (Edition.story_id == Story.id) & (Edition.number == Story.edition))
        .where(Story.owner_id == person_id)
        .order_by(Story.published_at.desc())
    )
    return [(title, json.loads(content)) for title, content in await session.execute(latest)]


async def _talents(session: AsyncSession, person: User) -> list[tuple[str, int, str]]:
    label = func.coalesce(Skill.labels[str(person.locale)].astext, Skill.labels["fr"].astext, Skill.code)
    statement = select(label, Talent.level, Talent.stance).join(Skill, Skill.id == Talent.skill_id)
    rows = await session.execute(statement.where(Talent.user_id == person.id).order_by(label))
    return [(name, level, str(stance)) for name, level, stance in rows]


async def _portraits(session: AsyncSession, person_id: UUID) -> list[tuple[str, str | None]]:
    statement = select(Portrait.name, Portrait.headline).where(
        Portrait.owner_id == person_id, Portrait.deleted_at.is_(None)
    )
    return [
        (name, headline) for name, headline in await session.execute(statement.order_by(Portrait.updated_at.desc()))
    ]


def _moment(experience: Experience, files: Files, locale: Locale) -> dict[str, Any]:
    media = (
        files.media[media_id] for media_id in files.of_experience.get(experience.id, ()) if media_id in files.media
    )
    return {
        "id": experience.id,
        "when": _when(
            experience.lived_at, experience.lived_until, str(experience.lived_precision), experience.utc_offset, locale
        ),
        "text": experience.text,
        "place": (experience.place or {}).get("label"),
        "organisation": experience.organisation,
        "context": experience.context,
        "trashed": experience.trashed_at is not None,
        "media": list(_page_media(media)),
        "reflection": _reflection_lines(experience.reflection),
        "people": experience.people,
        "tags": experience.tags,
    }


def _page_media(media: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for medium in media:
        paths = medium["paths"]
        path = next((paths[name] for name in MEDIA_ORDER[medium["kind"]] if name in paths), None)
        if path is not None:
            yield {**medium, "path": path, "poster": paths.get("poster")}


def _edition_values(content: dict[str, Any], files: Files, locale: Locale) -> dict[str, Any]:
    """The values of a frozen edition. Paths in the archive replace addresses on our server."""

    def medium_of(media: dict[str, Any] | None) -> dict[str, Any] | None:
        if media and not media["variants"]:
            return {**media, "path": None}
        paths = files.copies.get(media["id"], {}) if media else {}
        return next(_page_media([{**media, "paths": paths}]), None) if media else None

    blocks = []
    for block in content["blocks"]:
        if block["kind"] == "media":
            media = medium_of(block["media"])
            blocks += [{**block, "media": media | {"caption": block["caption"]}}] if media else []
        elif block["kind"] == "experience":
            blocks.append(
                block
                | {
                    "name": name_of(block, locale),
                    "when": _lived_when(block, locale),
                    "media": list(filter(None, map(medium_of, block["media"]))),
                }
                | {"reflection": _reflection_lines(block["reflection"])}
            )
        else:
            blocks.append(block)
    return {**content, "cover": medium_of(content["cover"]), "blocks": blocks}


def _reflection_lines(reflection: Mapping[str, str | None] | None) -> list[tuple[Words, str]]:
    answers = reflection or {}
    return [(label, words) for name, label in texts.REFLECTION.items() if (words := answers.get(name))]


def _lived_when(block: dict[str, Any], locale: Locale) -> str:
    start = datetime.fromisoformat(block["lived_at"])
    end = datetime.fromisoformat(block["lived_until"]) if block["lived_until"] else None
    return _when(start, end, block["lived_precision"], block["utc_offset"], locale)


def _when(start: datetime, end: datetime | None, precision: str, utc_offset: int, locale: Locale) -> str:
    text = Span.local(start, end, Precision(precision), utc_offset).say(locale)
    return text[:1].upper() + text[1:]


async def _page(template: str, locale: Locale, root: str, **values: object) -> Page:
    """Render a page. `root`: the relative path from the page to the top of the archive."""

    def say(words: Words, **blanks: object) -> str:
        return unbroken(words.in_(locale, **blanks))

    defaults = {"nested": True, "texts": texts, "say": say, "locale": locale, "root": root}
    waiting: list[str] = []
    async for piece in _PAGES.get_template(template).generate_async(**defaults | values):
        waiting.append(piece)
        if len(waiting) == PIECES_AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


_PAGES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    enable_async=True,
)
_PAGES.filters["markdown"] = render_markdown
