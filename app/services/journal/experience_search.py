"""Full-text search of experiences, in their texts, their organisations and the texts of their media.

An organisation is not in the column `search`: to take it in would rewrite each row of the table. The query is expanded
by other forms of its words; stored texts are not changed: docs/decisions/0038. One word may match in the text and the
next in a transcript.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, Text, bindparam, cast, func, literal_column, null, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import aliased

from app.core.compiled import Compiled
from app.core.projections import Element
from app.core.recent import Recent
from app.core.uow import Reading
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media

# Bound values instead of calls, which PostgreSQL would evaluate at each place. Each is a subquery: with a known value,
# PostgreSQL estimates its matches and plans each search anew.
_QUERY = select(cast(bindparam("q", type_=Text()), TSQUERY)).scalar_subquery()
_ANY_WORD = select(cast(bindparam("q_any_word", type_=Text()), TSQUERY)).scalar_subquery()
_EXCLUDES = select(bindparam("q_excludes", type_=Boolean())).scalar_subquery()

_query = func.word_query(bindparam("words", type_=Text()))
_expansion = select(_query.label("query")).cte("asked").prefix_with("MATERIALIZED")
_text = cast(_expansion.c.query, Text)
_RESOLVE = Compiled(
    select(
        _text.label("q"),
        cast(func.any_word(_expansion.c.query), Text).label("q_any_word"),
        (func.strpos(_text, literal_column("'!'")) > literal_column("0")).label("q_excludes"),
    )
)
_EXPANSIONS: Recent[str, dict[str, Any]] = Recent(2_000_000)  # word forms only change with a release


async def resolve(reading: Reading, words: str) -> dict[str, Any]:
    """Return the values of the filter `q`: the expanded query, any of its words, and whether it excludes some."""
    values = _EXPANSIONS.get(words)
    if values is None:
        row = await reading.database.reads.fetchrow(_RESOLVE.query, *_RESOLVE.values({"words": words}))
        values = dict(row or {})
        _EXPANSIONS.keep(words, values, 500 + sum(len(str(value)) for value in (words, *values.values())))
    return values


def matching(owner: ColumnElement[UUID] | UUID) -> Select[UUID]:
    """Select the ids of the owner's experiences that match `q`."""
    text_experience, media_experience, placed_experience = (aliased(Experience) for _ in range(3))
    in_text = select(text_experience.id).where(
        text_experience.owner_id == owner,
        text_experience.search.op("@@")(_QUERY),
        or_(~_EXCLUDES, _whole(text_experience).op("@@")(_QUERY)),
    )
    statement = select(ExperienceMedia.experience_id).join(Media, Media.id == ExperienceMedia.media_id)
    by_media = statement.where(
        Media.owner_id == owner,
        func.num_nonnulls(Media.alt, Media.caption, Media.transcript) > literal_column("0"),
        func.media_search(Media.alt, Media.caption, Media.transcript).op("@@")(_ANY_WORD),
    )
    with_media = select(media_experience.id).where(
        media_experience.id.in_(by_media), media_experience.owner_id == owner, _whole(media_experience).op("@@")(_QUERY)
    )
    at_organisation = select(placed_experience.id).where(
        placed_experience.owner_id == owner,
        placed_experience.organisation.is_not(None),
        _organisation_words(placed_experience).op("@@")(_ANY_WORD),
        _whole(placed_experience).op("@@")(_QUERY),
    )
    return select(in_text.union(with_media, at_organisation).subquery().c.id)


def _whole(experience: type[Experience]) -> Element:
    texts = experience.search.op("||", return_type=TSVECTOR())(_organisation_words(experience))
    return texts.op("||", return_type=TSVECTOR())(_media_words(experience))


def _organisation_words(experience: type[Experience]) -> Element:
    """Build the search vector of the organisation; empty without one."""
    return func.media_search(experience.organisation, null(), null(), type_=TSVECTOR())


def _media_words(experience: type[Experience]) -> Element:
    """Build the search vector of the media that an experience shows; empty when it shows none."""
    space: Element = literal_column("' '")
    texts = (func.string_agg(column, space) for column in (Media.alt, Media.caption, Media.transcript))
    return (
        select(func.media_search(*texts))
        .select_from(ExperienceMedia)
        .join(Media, Media.id == ExperienceMedia.media_id)
        .where(ExperienceMedia.experience_id == experience.id)
        .correlate(experience)
        .scalar_subquery()
    )
