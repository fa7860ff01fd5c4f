"""The content of an edition: the texts of a journal and of what it cites, and copies of the media.

It is written once, in the shape of `EditionContent`. Only the places of awaited media change later (`places`).
Everything not listed here stays private: coordinates, people, feelings, the time of capture, the ids of the sources.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Integer,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.db import constant
from app.core.projections import Element, SingleProjection, build, many, shape, spelled, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.journals import Journal
from app.models.media import Media
from app.models.skills import Skill
from app.models.stories import EditionMedia
from app.models.users import User
from app.policies.experiences import readable_by as own_experience
from app.policies.journals import readable_by
from app.policies.media import readable_by as own_media
from app.policies.sessions import SIGNED_IN
from app.schemas.media import VariantRead
from app.schemas.stories import EditionContent, EditionExperience
from app.schemas.stories import EditionMedia as EditionMediaRead
from app.services.media.awaited import is_showable
from app.services.shared.moment_names import first_words
from app.services.stories.stories import MEDIA_PREFIX

COPIES = bindparam("copies", type_=JSONB())  # id and variants of each copy, by the id of its original
_COPY = COPIES.op("->", return_type=JSONB())(cast(Media.id, Text))
_VARIANT = func.jsonb_array_elements(_COPY["variants"], type_=JSONB()).column_valued("variant")
_URL = func.concat(MEDIA_PREFIX, "/", _COPY["id"].astext, "/", _VARIANT["name"].astext)
_VARIANTS = select(build({name: _URL if name == "url" else _VARIANT[name] for name in VariantRead.model_fields}))
MEDIA = shape(Media, EditionMediaRead, id=_COPY["id"], variants=func.array(_VARIANTS.scalar_subquery()))
_HAS_COPY = _COPY.is_not(None)


def cut(moment: Element) -> Element:
    """Round to `lived_precision` in the local time of the experience; in UTC on the wire."""
    offset = func.make_interval(0, 0, 0, 0, 0, cast(Experience.utc_offset, Integer))
    local_time = func.date_trunc(Experience.lived_precision, func.timezone("UTC", moment) + offset)
    return spelled(local_time - offset)


_EXPERIENCE = Experience.__table__.c
_REFLECTION = {name: Experience.reflection[name].astext for name in ("did", "learned", "next")}
_SKILL_IDS = func.unnest(Experience.skills).table_valued("id", with_ordinality="position").render_derived(name="cited")
LABELS = build(
    {
        language: func.coalesce(Skill.labels[language], Skill.labels[fallback])
        for language, fallback in (("fr", "en"), ("en", "fr"))
    }
)
EXPERIENCE = shape(
    Experience,
    EditionExperience,
    kind=constant("experience"),
    first_words=case((Experience.title.is_(None), first_words())),
    lived_at=cut(_EXPERIENCE.lived_at),
    lived_until=cut(_EXPERIENCE.lived_until),
    place=case((Experience.place.is_not(None), build({"label": Experience.place["label"]}))),
    reflection=case((func.num_nonnulls(*_REFLECTION.values()) > 0, build(_REFLECTION))),
    skills=many(
        build({"code": Skill.__table__.c.code, "labels": LABELS}),
        Skill.id == _SKILL_IDS.c.id,
        order_by=_SKILL_IDS.c.position,
    ),
    media=many(
        MEDIA,
        ExperienceMedia.experience_id == Experience.id,
        Media.id == ExperienceMedia.media_id,
        own_media(ME),
        _HAS_COPY,
        order_by=ExperienceMedia.position,
    ),
)
BLOCK = (
    func.jsonb_array_elements(Journal.blocks)
    .table_valued(column("value", JSONB), with_ordinality="position")
    .render_derived(name="block")
)
VALUE = BLOCK.c.value
CITED_EXPERIENCE = (
    Experience.id == cast(VALUE["experience_id"].astext, Uuid),
    own_experience(ME),
    Experience.trashed_at.is_(None),
)
CITED_MEDIA = (Media.id == cast(VALUE["media_id"].astext, Uuid), own_media(ME))
COVER = (Media.id == Journal.cover_media_id, own_media(ME))
_TEXT = build({"kind": VALUE["kind"], "text": VALUE["text"]})
_QUOTE = build({"kind": VALUE["kind"], "text": VALUE["text"], "attribution": VALUE["attribution"]})
_ILLUSTRATION = build({"kind": VALUE["kind"], "media": MEDIA, "caption": VALUE["caption"]})
_ITEM = case(
    (VALUE["kind"].astext == "text", _TEXT),
    (VALUE["kind"].astext == "quote", _QUOTE),
    (VALUE["kind"].astext == "media", select(_ILLUSTRATION).where(*CITED_MEDIA, _HAS_COPY).scalar_subquery()),
    else_=select(EXPERIENCE).where(*CITED_EXPERIENCE).scalar_subquery(),
)
_BLOCKS = select(_ITEM.label("item"), BLOCK.c.position).select_from(BLOCK).subquery("blocks")
CONTENT = shape(
    Journal,
    EditionContent,
    author=select(build({"display_name": User.__table__.c.display_name})).where(User.id == ME.id).scalar_subquery(),
    edition=bindparam("number", type_=BigInteger()),
    published_at=wire(bindparam("at", type_=DateTime(timezone=True))),
    cover=select(MEDIA).where(*COVER, _HAS_COPY).scalar_subquery(),
    blocks=many(_BLOCKS.c.item, _BLOCKS.c.item.is_not(None), order_by=_BLOCKS.c.position),
)
FROZEN = SingleProjection(
    SIGNED_IN, CONTENT, Journal.version, readable_by(ME), Journal.id == bindparam("id", type_=Uuid())
)
CARD = ("title", "summary", "language", "cover")


async def media_of(uow: UnitOfWork, journal: Journal) -> Sequence[Media]:
    """Lock and return the media that an edition would show now, or await: of the journal and its experiences.

    The lock keeps them from being blurred, and from becoming ready, before the edition exists.
    """
    conditions = (
        Experience.id.in_(journal.cited_experiences()),
        own_experience(uow.actor),
        Experience.trashed_at.is_(None),
    )
    statement = select(ExperienceMedia.media_id).join(Experience, Experience.id == ExperienceMedia.experience_id)
    condition = or_(Media.id.in_(journal.cited_media()), Media.id.in_(statement.where(*conditions)))
    selection = select(Media).where(condition, own_media(uow.actor), is_showable()).order_by(Media.id)
    return (await uow.session.scalars(selection.with_for_update(read=True))).all()


async def freeze(
    uow: UnitOfWork, journal: Journal, number: int, at: datetime, copies: Mapping[UUID, EditionMedia]
) -> str:
    """Return the content of an edition. `copies`: by the id of the original; other media are left out."""
    copy_fields = {str(original): {"id": str(copy.id), "variants": copy.variants} for original, copy in copies.items()}
    representation = await FROZEN.show(uow, id=journal.id, number=number, at=at, copies=json.dumps(copy_fields))
    return _unambiguous(representation.json.decode())


def card_of(content: str) -> Element:
    """Build the part of the content that lists show, with the same characters."""
    frozen = cast(literal(content, Text), JSON)
    return cast(build({name: frozen[name] for name in CARD}), Text)


def written(content: object) -> str:
    """Serialise an edition from elsewhere as PostgreSQL would have written it here."""
    return _unambiguous(_json(content))


def _json(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(name)} : {_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False)


def _unambiguous(content: str) -> str:
    """Keep `{access}` only at the head of media addresses: a person may have written it in a text."""
    escape = MEDIA_PREFIX.replace("{", "\\u007b")
    return content.replace(MEDIA_PREFIX, escape).replace(f'"url" : "{escape}/', f'"url" : "{MEDIA_PREFIX}/')
