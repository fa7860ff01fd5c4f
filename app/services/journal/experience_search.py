"""The experiences that words find: in what is told of them, and in what is said of the media that they show.

A query knows the other forms of its words, and what was written is stored as it was: docs/decisions/0038. A word may be
in the text and the next in a transcript.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, Text, bindparam, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import aliased

from app.core.compiled import Compiled
from app.core.projections import Element
from app.core.recent import Recent
from app.core.uow import Reading
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media

# Values, and not calls in the statement, which are evaluated for each of their places. Each in a query of its own: of a
# value at hand PostgreSQL knows how many rows match it, and would plan each search anew for that.
_QUERY = select(cast(bindparam("q", type_=Text()), TSQUERY)).scalar_subquery()
_ANY_WORD = select(cast(bindparam("q_any_word", type_=Text()), TSQUERY)).scalar_subquery()
_EXCLUDES = select(bindparam("q_excludes", type_=Boolean())).scalar_subquery()

_query = func.word_query(bindparam("words", type_=Text()))
_asked = select(_query.label("query")).cte("asked").prefix_with("MATERIALIZED")
_text = cast(_asked.c.query, Text)
_RESOLVE = Compiled(
    select(
        _text.label("q"),
        cast(func.any_word(_asked.c.query), Text).label("q_any_word"),
        (func.strpos(_text, literal_column("'!'")) > literal_column("0")).label("q_excludes"),
    )
)
_RESOLVED: Recent[str, dict[str, Any]] = Recent(2_000_000)  # the forms of words change with a release only


async def resolve(reading: Reading, words: str) -> dict[str, Any]:
    """The values that the filter `q` takes: the query with the forms of its words, any of its words, and whether it
    excludes some."""
    known = _RESOLVED.get(words)
    if known is None:
        row = await reading.database.reads.fetchrow(_RESOLVE.query, *_RESOLVE.values({"words": words}))
        known = dict(row or {})
        _RESOLVED.keep(words, known, 500 + sum(len(str(value)) for value in (words, *known.values())))
    return known


def matching(owner: ColumnElement[UUID] | UUID) -> Select[UUID]:
    """The ids of the owner's experiences that have the words of `q`."""
    told, shown = aliased(Experience), aliased(Experience)
    in_text = select(told.id).where(
        told.owner_id == owner,
        told.search.op("@@")(_QUERY),
        or_(~_EXCLUDES, _whole(told).op("@@")(_QUERY)),
    )
    statement = select(ExperienceMedia.experience_id).join(Media, Media.id == ExperienceMedia.media_id)
    by_media = statement.where(
        Media.owner_id == owner,
        func.num_nonnulls(Media.alt, Media.caption, Media.transcript) > literal_column("0"),
        func.media_search(Media.alt, Media.caption, Media.transcript).op("@@")(_ANY_WORD),
    )
    with_media = select(shown.id).where(shown.id.in_(by_media), shown.owner_id == owner, _whole(shown).op("@@")(_QUERY))
    return select(in_text.union(with_media).subquery().c.id)


def _whole(experience: type[Experience]) -> Element:
    return experience.search.op("||", return_type=TSVECTOR())(_media_words(experience))


def _media_words(experience: type[Experience]) -> Element:
    """What is said of the media that an experience shows; an empty vector when it shows none."""
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
