"""All facts of a Portrait in one statement: its settings, talents, moments and stories.

Columns that are not named here stay private: coordinates, people, feelings, tags. A moment of which nothing is told, or
that is kept aside, is not shown, unless a section names it. Media addresses begin with `{access}`, as those of an
edition do.
"""

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
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
from app.policies.media import readable_by as own_media
from app.policies.portraits import owned_by
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from app.policies.stories import owned_by as own_story
from app.schemas.media import VariantRead
from app.schemas.portrait_content import PinnedStory, PortraitSkill
from app.schemas.portraits import PortraitWrite
from app.schemas.stories import EditionMedia
from app.services.media.awaited import is_showable
from app.services.portraits.candidates import (
    CHOICE,
    LATEST_STORIES,
    MOMENT_IDS,
    OWN_EXPERIENCES,
    PROOFS,
    PROVEN,
    TALENT_IDS,
    section_ids,
)
from app.services.shared.moment_names import first_words
from app.services.stories.editions import LABELS, cut
from app.services.stories.stories import LATEST, MEDIA_PREFIX
from app.services.talents.recognitions import RECOGNITIONS

LINES, MOMENTS_OF_A_TALENT = 6, 6  # at most: moments of a section, evidence of a talent
PHOTOS, RECORDINGS = 4, 2  # at most, of a moment


# Media of the person
_VARIANT = func.jsonb_array_elements(Media.variants, type_=JSONB()).column_valued("variant")
_URL = func.concat(MEDIA_PREFIX, "/", Media.id, "/", _VARIANT["name"].astext)
_VARIANTS = select(build({name: _URL if name == "url" else _VARIANT[name] for name in VariantRead.model_fields})).where(
    Media.state == MediaState.READY  # an edition keeps a place for what is on its way, though small pictures are there
)
_MEDIUM = shape(Media, EditionMedia, variants=func.array(_VARIANTS.scalar_subquery()))
_IS_SHOWN = (own_media(ME), is_showable())
_IS_PHOTO = Media.kind == MediaKind.PHOTO


def _its_media(limit: int, condition: ColumnElement[bool]) -> Element:
    """The first media of the experience that meet the condition."""
    first = (
        select(_MEDIUM)
        .where(ExperienceMedia.experience_id == Experience.id, Media.id == ExperienceMedia.media_id)
        .where(*_IS_SHOWN, condition)
        .order_by(ExperienceMedia.position)
        .limit(limit)
    )
    return func.array(first.scalar_subquery())


# Moments: those that a section names, and of each context the first by evidence and completeness
_EXPERIENCE = Experience.__table__.c
_WHEN: dict[str, Element] = {
    "lived_at": cut(_EXPERIENCE.lived_at),
    "lived_until": cut(_EXPERIENCE.lived_until),
    "lived_precision": _EXPERIENCE.lived_precision,
    "utc_offset": _EXPERIENCE.utc_offset,
}
_FIRST_WORDS = case((Experience.title.is_(None), first_words()))
_REFLECTION = {name: Experience.reflection[name].astext for name in ("did", "learned", "next")}
_SECTION = func.jsonb_array_elements(Portrait.sections, type_=JSONB()).column_valued("section")
_IS_NAMED = Experience.id == func.any(section_ids("only"))
_IS_SHOWABLE = or_(~Experience.kept_aside, _IS_NAMED)
_IS_NOT_LEFT_OUT = and_(Experience.id != func.all(section_ids("left_out")), _IS_SHOWABLE)
_CONTEXT = func.coalesce(Experience.context, literal_column("'other'", Text))
_SECTION_LIMIT = (
    select(func.max(cast(_SECTION["most"].astext, Integer)))
    .where(_SECTION["kind"].astext == _CONTEXT)
    .scalar_subquery()
)
_HAS_CONTENT = or_(
    func.num_nonnulls(Experience.title, Experience.text, Experience.reflection, PROVEN.c.times) > 0,
    Experience.has_media,
    _IS_NAMED,
)
_RANKING = (
    select(
        Experience.id,
        _IS_NAMED.label("named"),
        func.row_number()
        .over(
            partition_by=_CONTEXT,
            order_by=(
                func.coalesce(PROVEN.c.times, 0).desc(),
                _EXPERIENCE.completeness.desc(),
                _EXPERIENCE.lived_at.desc(),
                _EXPERIENCE.id.desc(),
            ),
        )
        .label("place"),
        func.coalesce(_SECTION_LIMIT, LINES).label("most"),
    )
    .select_from(Experience)
    .outerjoin(PROVEN, PROVEN.c.id == Experience.id)
    .where(
        *OWN_EXPERIENCES,
        Experience.id == func.any(MOMENT_IDS),
        _IS_NOT_LEFT_OUT,
        _HAS_CONTENT,
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
    Community.verified_at.is_not(None),  # anybody may create a community and accept a friend's answer in it
    Community.visibility != Visibility.SECRET,
    order_by=Answer.__table__.c.reviewed_at.desc(),
)
_MOMENT = build(
    {
        "id": _EXPERIENCE.id,
        "title": _EXPERIENCE.title,
        "first_words": _FIRST_WORDS,
        "text": _EXPERIENCE.text,
        "context": _EXPERIENCE.context,
        "place": case((Experience.place.is_not(None), build({"label": Experience.place["label"]}))),
        "organisation": _EXPERIENCE.organisation,
        "reflection": case((func.num_nonnulls(*_REFLECTION.values()) > 0, build(_REFLECTION))),
        "language": _EXPERIENCE.language,
        "attestations": _ATTESTATIONS,
        "media": func.array_cat(_its_media(PHOTOS, _IS_PHOTO), _its_media(RECORDINGS, ~_IS_PHOTO)),
        **_WHEN,
    }
)
# An array, so that PostgreSQL looks up these few by key instead of scanning all moments.
_IS_FIRST = or_(_RANKING.c.named, _RANKING.c.place <= _RANKING.c.most)
_FIRST = func.array(select(_RANKING.c.id).where(_IS_FIRST).correlate(Portrait, CHOICE, PROOFS).scalar_subquery())
_MOMENTS = many(
    _MOMENT,
    *OWN_EXPERIENCES,
    Experience.id == func.any(_FIRST),
    order_by=_EXPERIENCE.lived_at.desc(),
)
# Talents and their evidence
_ITS_PROOFS = (*OWN_EXPERIENCES, Experience.id == func.any(Talent.evidence), _IS_SHOWABLE)
_EVIDENCE = (
    select(
        build(
            {
                "id": _EXPERIENCE.id,
                "title": _EXPERIENCE.title,
                "first_words": _FIRST_WORDS,
                "context": _EXPERIENCE.context,
                **_WHEN,
            }
        )
    )
    .where(*_ITS_PROOFS)
    .order_by(_EXPERIENCE.completeness.desc(), _EXPERIENCE.lived_at.desc())
    .limit(MOMENTS_OF_A_TALENT)
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
    Talent.skill_id == func.any(TALENT_IDS),
    Skill.id == Talent.skill_id,
    Framework.id == Skill.framework_id,
    order_by=Talent.skill_id,
)

# Stories: pinned stories are shown, the others are suggested
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
    or_(Story.id == func.any(LATEST_STORIES), Story.id == func.any(Portrait.pinned_stories)),
    *LATEST,
    order_by=Story.__table__.c.published_at.desc(),
)

_PERSON = User.__table__.c
_SHOWS_AVATAR = (Media.id == User.avatar_media_id, Portrait.show_photo, *_IS_SHOWN, _IS_PHOTO)
_AVATAR = select(_MEDIUM).where(*_SHOWS_AVATAR).scalar_subquery()
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
            "stories": _STORIES,
            "media_base": func.concat(BASE, "/m/", MEDIA_KEY),
        }
    ),
    Portrait.version,
    owned_by(ME),
    User.id == ME.id,
    # Both are always true: by them the choice and the proofs stand in FROM, and are computed once.
    CHOICE.c.talents.is_not(None),
    or_(PROOFS.c.ids.is_(None), PROOFS.c.ids.is_not(None)),
    Portrait.id == bindparam("id", type_=Uuid()),
)
