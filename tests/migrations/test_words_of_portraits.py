"""Words of portraits that were frozen with a null for each language without words are a map by language."""

import json
from importlib import import_module

from sqlalchemy import text

from app.core.uow import Runtime

MIGRATION = import_module("migrations.versions.20261127_4830_words_of_portraits_are_maps")
EVIL = 'x", "en": null} \\ {"fr": null, "en": null}'
FROZEN = {
    "headline": {"fr": EVIL, "en": None},
    "about": {"fr": None, "en": None},
    "person": {"display_name": EVIL, "photo": None},
    "sections": [
        {
            "id": None,
            "title": {"fr": "Un", "en": "One"},
            "text": {"fr": None, "en": "a\\b"},
            "moments": [{"title": EVIL}],
        }
    ],
}
MAPS = {
    "headline": {"fr": EVIL},
    "about": {},
    "person": FROZEN["person"],
    "sections": [
        {"id": None, "title": {"fr": "Un", "en": "One"}, "text": {"en": "a\\b"}, "moments": [{"title": EVIL}]}
    ],
}


async def test_words_become_maps_and_go_back(runtime: Runtime) -> None:
    async def rewritten(expression: str, content: str) -> str:
        async with runtime.database.sessions() as session:
            statement = text("select " + expression.format(column="cast(:content as text)"))
            return str(await session.scalar(statement, {"content": content}))

    maps = await rewritten(MIGRATION.NO_WORDS, json.dumps(FROZEN))
    assert json.loads(maps) == MAPS
    assert await rewritten(MIGRATION.NO_WORDS, maps) == maps
    assert json.loads(await rewritten(MIGRATION.NULLS, maps)) == FROZEN
