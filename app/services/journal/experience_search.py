"""Full-text search of experiences, in their texts, their organisations and the texts of their media.

An organisation is not in the column `search`: to take it in would rewrite each row of the table. The query is expanded
by other forms of its words; stored texts are not changed: docs/decisions/0038. One word may match in the text and the
next in a transcript.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
)
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


def matching(owner: ColumnElement[UUID] | UUID) -> ColumnElement[bool]:
    """The experience at hand, which is the owner's, matches `q`.

    What may match is found by three indexes. What is said of its media is read only where its own text does not do.
    """
    text_experience, placed_experience = aliased(Experience), aliased(Experience)
    in_text = select(text_experience.id).where(
        text_experience.owner_id == owner, text_experience.search.op("@@")(_QUERY)
    )
    by_media = (
        select(ExperienceMedia.experience_id)
        .join(Media, Media.id == ExperienceMedia.media_id)
        .where(
            Media.owner_id == owner,
            func.num_nonnulls(Media.alt, Media.caption, Media.transcript) > literal_column("0"),
            func.media_search(Media.alt, Media.caption, Media.transcript).op("@@")(_ANY_WORD),
        )
    )
    at_organisation = select(placed_experience.id).where(
        placed_experience.owner_id == owner,
        placed_experience.organisation.is_not(None),
        _organisation_words(placed_experience).op("@@")(_ANY_WORD),
    )
    candidates = in_text.union(by_media, at_organisation).subquery()
    is_enough = and_(~_EXCLUDES, Experience.search.op("@@")(_QUERY))
    whole = _whole(Experience).op("@@", return_type=Boolean())(_QUERY)
    return and_(Experience.id.in_(select(candidates.c.id)), case((is_enough, true()), else_=whole))


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
