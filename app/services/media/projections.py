"""The JSON of media in answers.

An address is `/m/{media_key}/{media}/{variant}`. The media key is that of the session or of the grant, and is checked
at each request. Where a medium is cited, its ready JSON names its variants: the session has one template for all
addresses, so that neither changes with the other.
"""

from uuid import UUID

from sqlalchemy import case, func, null, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import QueryableAttribute

from app.core.projections import BASE, Element, build, many, shape
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media, MediaState, Upload
from app.policies.sessions import MEDIA_KEY
from app.schemas.media import MediaRead, VariantRead

_VARIANT = func.jsonb_array_elements(Media.variants, type_=JSONB()).column_valued("variant")


def variants() -> Element:
    """The variants of the media row, each with its address for this session."""
    url = func.concat(BASE, "/m/", MEDIA_KEY, "/", Media.id, "/", _VARIANT["name"].astext)
    fields = {name: url if name == "url" else _VARIANT[name] for name in VariantRead.model_fields}
    return func.array(select(build(fields)).scalar_subquery())


VARIANT_NAMES = func.array(select(_VARIANT["name"].astext).scalar_subquery())
UPLOAD_URL = case(
    (Media.state == MediaState.AWAITING_UPLOAD, func.concat(BASE, "/v1/uploads/", Media.id)), else_=null()
)
BYTES_SO_FAR = case(
    (
        Media.state == MediaState.AWAITING_UPLOAD,
        func.coalesce(select(Upload.received).where(Upload.media_id == Media.id).scalar_subquery(), 0),
    ),
    else_=Media.size,
)
MEDIA = shape(Media, MediaRead, variants=variants(), upload_url=UPLOAD_URL, received=BYTES_SO_FAR)
SUMMARY = Media.__table__.c.summary


def cited(media_id: QueryableAttribute[UUID | None]) -> Element:
    """The medium of that id, as it is cited; null without one."""
    return select(SUMMARY).where(Media.id == media_id).scalar_subquery()


CITED_MEDIA = many(
    SUMMARY,
    ExperienceMedia.experience_id == Experience.id,
    Media.id == ExperienceMedia.media_id,
    order_by=ExperienceMedia.position,
)
