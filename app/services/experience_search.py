"""The experiences that words find: in what is told of them, and in what is said of the media that they show.

A query knows the other forms of its words, and what was written is stored as it was: docs/decisions/0038. A word may be
in the text and the next in a transcript.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import aliased

from app.core.projections import Element
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media

# Selected, so that it is worked out once for each statement, and not for each row.
_ASKED = func.word_query(bindparam("q", type_=Text()))
_QUERY = select(_ASKED).scalar_subquery()
_ANY_WORD = select(func.any_word(_ASKED)).scalar_subquery()
_EXCLUDES = select(func.strpos(cast(_ASKED, Text), literal_column("'!'")) > 0).scalar_subquery()


def matching(owner: ColumnElement[UUID] | UUID) -> Select[UUID]:
    """The ids of the owner's experiences that have the words of `q`."""
    told, shown = aliased(Experience), aliased(Experience)
    in_text = select(told.id).where(
        told.owner_id == owner,
        told.search.op("@@")(_QUERY),
        or_(~_EXCLUDES, _whole(told).op("@@")(_QUERY)),
    )
    cited = select(ExperienceMedia.experience_id).join(Media, Media.id == ExperienceMedia.media_id)
    by_media = cited.where(
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
