"""All that a Portrait may compose itself from, in one statement: what is chosen, what is proven, what is published.

Whatever is not named here stays private: coordinates, people, feelings, tags. A moment without a title is left to the
journal, unless it is named. Media addresses begin with `{access}`, as those of an edition do.
"""

from sqlalchemy import Date, Integer, Text, Uuid, bindparam, case, cast, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.projections import BASE, Element, SingleProjection, build, many, shape, wire
from app.models.communities import Community, Visibility
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media, MediaKind, MediaState
from app.models.missions import Mission
from app.models.portraits import Portrait
from app.models.responses import MissionResponse as Answer
from app.models.responses import ResponseState
from app.models.skills import Framework, Skill
from app.models.stories import Edition, Story
from app.models.talents import Talent
from app.models.users import User
from app.policies.experiences import readable_by as own_experience
from app.policies.media import readable_by as own_media
from app.policies.portraits import owned_by
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from app.policies.stories import owned_by as own_story
from app.schemas.media import VariantRead
from app.schemas.portrait_content import PinnedStory, PortraitSkill
from app.schemas.portraits import PortraitWrite
from app.schemas.stories import EditionMedia
from app.services.stories.editions import LABELS, cut
from app.services.stories.stories import LATEST, MEDIA_PREFIX
from app.services.talents.recognitions import RECOGNITIONS

LINES, PHOTOS, PROOFS = 6, 4, 6  # of a section that does not say how many; of a line; of a talent


def _named(name: str) -> Element:
    """The ids under that name in all sections, as an array."""
    path: Element = literal_column(f"'$[*].{name}[*]'")
    one = func.jsonb_path_query(Portrait.sections, path, type_=JSONB()).column_valued(name)
    return func.array(select(cast(one.op("#>>")(literal_column("'{}'")), Uuid)).scalar_subquery())


# Media, by whoever may show them
_VARIANT = func.jsonb_array_elements(Media.variants, type_=JSONB()).column_valued("variant")
_URL = func.concat(MEDIA_PREFIX, "/", Media.id, "/", _VARIANT["name"].astext)
_VARIANTS = select(build({name: _URL if name == "url" else _VARIANT[name] for name in VariantRead.model_fields}))
_PHOTO = shape(Media, EditionMedia, variants=func.array(_VARIANTS.scalar_subquery()))
_IS_PHOTO = (own_media(ME), Media.state == MediaState.READY, Media.kind == MediaKind.PHOTO)
_ITS_PHOTOS = (
    select(_PHOTO)
    .where(ExperienceMedia.experience_id == Experience.id, Media.id == ExperienceMedia.media_id, *_IS_PHOTO)
    .order_by(ExperienceMedia.position)
    .limit(PHOTOS)
)

# Moments: those that are named, and of each context the ones that prove and tell most
_LIVED = Experience.__table__.c
_KEPT = (own_experience(ME), Experience.trashed_at.is_(None))
_WHEN: dict[str, Element] = {
    "lived_at": cut(_LIVED.lived_at),
    "lived_until": cut(_LIVED.lived_until),
    "lived_precision": _LIVED.lived_precision,
    "utc_offset": _LIVED.utc_offset,
}
_TOLD = {name: Experience.reflection[name].astext for name in ("did", "learned", "next")}
_PROOF = func.unnest(Talent.evidence).table_valued("id").render_derived(name="proof")
_PROVEN = (
    select(_PROOF.c.id, func.count().label("times"))
    .select_from(Talent)
    .join(_PROOF, true())
    .where(Talent.user_id == ME.id)
    .group_by(_PROOF.c.id)
    .subquery("proven")
)
_SECTION = func.jsonb_array_elements(Portrait.sections, type_=JSONB()).column_valued("section")
_MOST = (
    select(func.max(cast(_SECTION["most"].astext, Integer)))
    .where(_SECTION["kind"].astext == Experience.context)
    .scalar_subquery()
)
_IS_NOT_LEFT_OUT = Experience.id != func.all(_named("left_out"))
_CONTEXT = func.coalesce(Experience.context, literal_column("'other'", Text))
_RANKED = (
    select(
        Experience.id,
        (Experience.id == func.any(_named("only"))).label("named"),
        func.row_number()
        .over(
            partition_by=_CONTEXT,
            order_by=(
                func.coalesce(_PROVEN.c.times, 0).desc(),
                _LIVED.completeness.desc(),
                _LIVED.lived_at.desc(),
                _LIVED.id.desc(),
            ),
        )
        .label("place"),
        func.coalesce(_MOST, LINES).label("most"),
    )
    .select_from(Experience)
    .outerjoin(_PROVEN, _PROVEN.c.id == Experience.id)
    .where(
        *_KEPT,
        _IS_NOT_LEFT_OUT,
        or_(Experience.title.is_not(None), Experience.id == func.any(_named("only"))),
    )
    .subquery("ranked")
)
_ATTESTATIONS = many(
    build(
        {
            "by": Community.__table__.c.name,
            "mission": Mission.__table__.c.title,
            "on": cast(func.timezone("UTC", Answer.reviewed_at), Date),
        }
    ),
    Answer.experience_id == Experience.id,
    Answer.user_id == ME.id,
    Answer.state == ResponseState.ACCEPTED,
    Answer.reviewer_id != ME.id,
    Mission.id == Answer.mission_id,
    Community.id == Mission.community_id,
    Community.verified_at.is_not(None),  # anybody may begin one, and accept in it what a friend says
    Community.visibility != Visibility.SECRET,
    order_by=Answer.__table__.c.reviewed_at.desc(),
)
_MOMENT = build(
    {
        "id": _LIVED.id,
        "title": _LIVED.title,
        "text": _LIVED.text,
        "context": _LIVED.context,
        "place": case((Experience.place.is_not(None), build({"label": Experience.place["label"]}))),
        "reflection": case((func.num_nonnulls(*_TOLD.values()) > 0, build(_TOLD))),
        "language": _LIVED.language,
        "attestations": _ATTESTATIONS,
        "media": func.array(_ITS_PHOTOS.scalar_subquery()),
        **_WHEN,
    }
)
# As an array: these few are looked up, instead of all moments for them.
_IS_FIRST = or_(_RANKED.c.named, _RANKED.c.place <= _RANKED.c.most)
_FIRST = func.array(select(_RANKED.c.id).where(_IS_FIRST).correlate(Portrait).scalar_subquery())
_MOMENTS = many(
    _MOMENT,
    *_KEPT,
    Experience.id == func.any(_FIRST),
    order_by=_LIVED.lived_at.desc(),
)
_SPANS = (
    select(
        _CONTEXT.label("context"),
        func.count().label("count"),
        func.min(Experience.lived_on).label("since"),
        func.max(func.greatest(Experience.lived_on, cast(func.timezone("UTC", Experience.lived_until), Date))).label(
            "until"
        ),
    )
    .where(*_KEPT, _IS_NOT_LEFT_OUT)
    .group_by(_CONTEXT)
    .subquery("spans")
)

# Talents, with what proves them
_ITS_PROOFS = (own_experience(ME), Experience.trashed_at.is_(None), Experience.id == func.any(Talent.evidence))
_EVIDENCE = (
    select(build({"id": _LIVED.id, "title": _LIVED.title, "context": _LIVED.context, **_WHEN}))
    .where(*_ITS_PROOFS)
    .order_by(_LIVED.completeness.desc(), _LIVED.lived_at.desc())
    .limit(PROOFS)
)
_TALENTS = many(
    build(
        {
            "id": Talent.skill_id,
            "skill": shape(Skill, PortraitSkill, framework=Framework.__table__.c.code, labels=LABELS),
            "level": Talent.level,
            "stance": Talent.stance,
            "recognitions": RECOGNITIONS,
            "evidence": func.array(_EVIDENCE.scalar_subquery()),
            "evidence_count": select(func.count()).select_from(Experience).where(*_ITS_PROOFS).scalar_subquery(),
        }
    ),
    Talent.user_id == ME.id,
    Skill.id == Talent.skill_id,
    Framework.id == Skill.framework_id,
    order_by=Talent.skill_id,
)

# Stories: those that are pinned are shown, those that are not suggested
_CARD = cast(Edition.card, JSONB)
_STORIES = many(
    shape(
        Story,
        PinnedStory,
        **{name: _CARD[name] for name in ("title", "summary", "language", "cover")},
        url=func.concat(MEDIA_PREFIX, "/", Story.id),
        edition=Edition.__table__.c.number,
        published_at=wire(Edition.__table__.c.published_at),
    ),
    own_story(ME),
    Story.withdrawn_at.is_(None),
    *LATEST,
    order_by=Story.__table__.c.published_at.desc(),
)

_PERSON = User.__table__.c
_AVATAR = select(_PHOTO).where(Media.id == User.avatar_media_id, Portrait.show_photo, *_IS_PHOTO).scalar_subquery()
FACTS = SingleProjection(
    SIGNED_IN,
    build(
        {
            "chosen": shape(Portrait, PortraitWrite),
            "person": build(
                {
                    "display_name": _PERSON.display_name,
                    "email": case((Portrait.show_contact, _PERSON.email)),
                    "photo": _AVATAR,
                }
            ),
            "talents": _TALENTS,
            "moments": _MOMENTS,
            "spans": many(build(dict(_SPANS.c)), order_by=_SPANS.c.context),
            "stories": _STORIES,
            "access": func.concat(BASE, "/m/", MEDIA_KEY),
        }
    ),
    Portrait.version,
    owned_by(ME),
    User.id == ME.id,
    Portrait.id == bindparam("id", type_=Uuid()),
)
