"""The ready JSON of media and skills is what building it anew gives, whatever happened to them."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select, cast, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.db import Base
from app.core.projections import build, shape
from app.core.uow import Runtime
from app.models.media import Media, MediaState
from app.models.skills import Framework, Skill
from app.schemas.experiences import CitedMediaRead, SkillRead
from app.services.media.projections import VARIANT_NAMES
from tests.support.people import NOW, Person
from tests.support.stories import medium

VARIANT: dict[str, object] = {
    "name": "small",
    "object_key": "k",
    "content_type": "image/webp",
    "size": 3,
    "width": 4,
    "height": 3,
}
ANEW: dict[type[Base], Select[Any, Any]] = {
    Media: select(Media.summary, cast(shape(Media, CitedMediaRead, variants=VARIANT_NAMES), JSONB)),
    Skill: select(
        Skill.summary,
        cast(build({"id": Skill.id, "framework": Framework.code, "code": Skill.code, "labels": Skill.labels}), JSONB),
    ).join(Framework, Framework.id == Skill.framework_id),
}
SCHEMAS: dict[type[Base], type[BaseModel]] = {Media: CitedMediaRead, Skill: SkillRead}
LIVES: tuple[Callable[[Media, Random], object], ...] = (
    lambda photo, rng: setattr(photo, "alt", rng.choice([None, "Un « mur »\n", 'dit "non"'])),
    lambda photo, rng: setattr(photo, "transcript", rng.choice([None, "\\u007b{access}", "é" * 3000])),
    lambda photo, _: photo.blur([{"left": 0.0, "top": 0.0, "right": 0.5, "bottom": 0.5}], NOW),
    lambda photo, rng: photo.render({"variants": [VARIANT] * rng.randrange(3), "duration": rng.random() * 9}, NOW),
    lambda photo, _: photo.replace_captions([VARIANT | {"name": "captions"}], NOW),
    lambda photo, rng: setattr(photo, "state", rng.choice(list(MediaState))),
)


async def test_ready_json_is_what_building_it_anew_gives(runtime: Runtime, alice: Person) -> None:
    rng = Random(4870)  # noqa: S311  lives that can be lived again
    for kind in ("photo", "audio", "video", "document"):
        identity = await medium(runtime, alice, kind)
        for _ in range(6):
            async with runtime.database.sessions.begin() as session:
                row = await session.get_one(Media, identity)
                rng.choice(LIVES)(row, rng)
    await runtime.database.writes.fetch("update media set caption = 'Par SQL' where owner_id = $1", alice.id)
    for model, statement in ANEW.items():
        async with runtime.database.sessions() as session:
            rows = (await session.execute(statement)).all()
        assert rows
        for summary, anew in rows:
            assert summary == anew
            assert SCHEMAS[model].model_validate(summary).model_dump(mode="json") == json.loads(json.dumps(anew))
