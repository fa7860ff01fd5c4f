"""Portraits in an export: the newest edition of each, as a page and on paper, in each of its languages.

Paper is made by the typesetter's child, one document at a time, after the snapshot of the database is closed. At most
PAPER_LIMIT documents are made, of the portraits that were published last; the index counts those that are left out.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.i18n import Language, Locale, locale_of
from app.core.uow import Runtime
from app.models.portraits import Portrait, PortraitEdition
from app.services.portability import export_texts as texts
from app.services.portability.archives import once
from app.services.portability.export_files import Files
from app.services.portability.export_html import Page, copy_of, reflection_lines, render
from app.services.portability.export_pages import Contents, Shelf
from app.services.portraits import portrait_texts
from app.services.portraits.formats import Frozen
from app.services.portraits.pdf import PDF, NotTypeset
from app.services.portraits.telling import Telling

PAPER_LIMIT = 20  # documents of one export; each takes about a second, and the typesetter's limit at most


class Published(NamedTuple):
    portrait_id: UUID
    edition: int
    name: str
    headline: str | None
    is_private: bool


async def find(session: AsyncSession, person_id: UUID) -> list[Published]:
    """Return the person's portraits, the latest publication first. Edition 0: never published."""
    statement = select(
        Portrait.id, Portrait.edition, Portrait.name, Portrait.headline, Portrait.withdrawn_at.is_not(None)
    ).where(Portrait.owner_id == person_id, Portrait.deleted_at.is_(None))
    rows = await session.execute(statement.order_by(Portrait.published_at.desc().nulls_last(), Portrait.id.desc()))
    return [Published(*row) for row in rows]


async def write(
    runtime: Runtime, portraits: list[Published], files: Files, contents: Contents
) -> AsyncIterator[tuple[str, Page]]:
    """Yield paths and files: the documents and pages of each portrait. The caller reads a file before the next one."""
    room = PAPER_LIMIT
    for number, portrait in enumerate(portraits, 1):
        content = await _content(runtime, portrait)
        if content is None and portrait.edition:  # deleted meanwhile
            continue
        if content is None:
            contents.portraits.append(Shelf(portrait.name, portrait.headline, texts.DRAFT, [], []))
            continue
        languages = list(dict.fromkeys(map(locale_of, content["languages"])))
        names = {language: f"portraits/{number}{f'-{language}' if n else ''}" for n, language in enumerate(languages)}
        papers: dict[Locale, str] = {}
        for language in languages[:room]:
            document = await _paper(runtime, portrait, content, language)
            if document is not None:
                papers[language] = f"{names[language]}.pdf"
                yield papers[language], once(document)
        room -= len(languages[:room])
        contents.papers_left_out += len(languages) - len(papers)
        pages = [(f"{names[language]}.html", language) for language in languages]
        versions = pages if len(pages) > 1 else []
        for path, language in pages:
            values = _values(Telling(language, content), files, contents.story_paths)
            paper = papers.get(language)
            yield path, render("portrait.html", language, "../", paper=paper, versions=versions, **values)
        note = texts.WITHDRAWAL if portrait.is_private else None
        documents = [(path, language) for language, path in papers.items()]
        contents.portraits.append(Shelf(portrait.name, portrait.headline, note, pages, documents))


async def _content(runtime: Runtime, portrait: Published) -> dict[str, Any] | None:
    """Return the edition as it is now, without what was withdrawn since the snapshot."""
    statement = select(PortraitEdition.content).where(
        PortraitEdition.portrait_id == portrait.portrait_id, PortraitEdition.number == portrait.edition
    )
    async with runtime.database.sessions() as session:
        content = await session.scalar(statement)
    return None if content is None else json.loads(content)


async def _paper(runtime: Runtime, portrait: Published, content: Mapping[str, Any], language: Language) -> bytes | None:
    try:
        return await PDF.render(runtime, Frozen(portrait.portrait_id, portrait.edition, language, content))
    except NotTypeset:  # the page says all of it
        return None


def _values(telling: Telling, files: Files, story_paths: Mapping[str, str]) -> dict[str, Any]:
    content = telling.content
    talents = {talent["key"]: talent["skill"]["labels"][telling.locale.of_contents] for talent in telling.talents()}
    return {
        "page": telling,
        "content": content,
        "words": portrait_texts,
        "face": copy_of(content["person"]["photo"], files),
        "headline": telling.say(content["headline"]),
        "about": telling.say(content["about"]),
        "media": {
            moment["key"]: [copy for item in moment["media"] if (copy := copy_of(item, files))]
            for moment in telling.moments()
        },
        "reflections": {moment["key"]: reflection_lines(moment["reflection"]) for moment in telling.moments()},
        "talents": talents,
        "story_paths": story_paths,
        "sources": telling.sources(),
    }
