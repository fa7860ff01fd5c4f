"""What a Portrait chooses among: all talents, moments and stories that most people have; of much, a bounded number.

Talents: those that a section or the person names; then those with most recognitions, evidence and level. Moments: those
that a section names, those that show one of these talents, and the latest of each context. Stories: those that are
pinned, and the latest. How long it takes to choose does not grow with an account (docs/decisions/0104).
"""

from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    Uuid,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.db import SINGLE_ROW
from app.core.projections import Element
from app.models.endorsements import Endorsement
from app.models.experiences import Context, Experience
from app.models.portraits import Portrait
from app.models.stories import Story
from app.models.talents import Stance, Talent
from app.policies.experiences import readable_by as own_experience
from app.policies.stories import owned_by as own_story
from app.services.talents.recognitions import IS_CONFIRMATION

TALENTS, MOMENTS, STORIES = 40, 300, 100  # of each: offered or sought; of a context; of the latest
OWN_EXPERIENCES = (own_experience(ME), Experience.trashed_at.is_(None))
_RECOGNITION, _EVIDENCE = 100, 4  # as they weigh in a Portrait


def section_ids(name: str) -> Element:
    """An array of the ids in the field `name` of all sections."""
    path: Element = literal_column(f"'$[*].{name}[*]'")
    value = func.jsonb_path_query(Portrait.sections, path, type_=JSONB()).column_valued(name)
    return func.array(select(cast(value.op("#>>")(literal_column("'{}'")), Uuid)).scalar_subquery())


def _talents() -> Element:
    recognitions = (
        select(Endorsement.skill_id, func.count().label("times"))
        .where(Endorsement.user_id == ME.id, IS_CONFIRMATION, Endorsement.hidden.is_(False))
        .group_by(Endorsement.skill_id)
        .subquery("recognitions")
    )
    times = func.coalesce(recognitions.c.times, 0)
    weight = _RECOGNITION * times + _EVIDENCE * func.cardinality(Talent.evidence) + Talent.level
    is_choice = or_(
        Talent.skill_id == func.any(Portrait.pinned_talents), Talent.skill_id == func.any(section_ids("only"))
    )
    place = func.row_number().over(
        partition_by=Talent.stance == literal_column(f"'{Stance.SEEKS}'"),
        order_by=(
            is_choice.desc(),
            Talent.skill_id == func.any(section_ids("left_out")),
            weight.desc(),
            Talent.skill_id,
        ),
    )
    ranking = (
        select(Talent.skill_id, place.label("place"))
        .outerjoin(recognitions, recognitions.c.skill_id == Talent.skill_id)
        .where(Talent.user_id == ME.id)
        .correlate(Portrait)
        .subquery("talents_by_weight")
    )
    return func.array(select(ranking.c.skill_id).where(ranking.c.place <= TALENTS).scalar_subquery())


# A limit keeps PostgreSQL from choosing anew wherever the choice is used.
CHOICE = select(_talents().label("talents")).correlate(Portrait).limit(SINGLE_ROW).lateral("choice")
TALENT_IDS = CHOICE.c.talents
_PROOF = func.unnest(Talent.evidence).table_valued("id").render_derived(name="proof")
_TIMES = (
    select(_PROOF.c.id, func.count().label("times"))
    .select_from(Talent)
    .join(_PROOF, true())
    .where(Talent.user_id == ME.id, Talent.skill_id == func.any(TALENT_IDS))
    .group_by(_PROOF.c.id)
    .correlate(CHOICE)
    .subquery("times")
)
PROOFS = (
    select(func.array_agg(_TIMES.c.id).label("ids"), func.array_agg(_TIMES.c.times).label("times"))
    .correlate(CHOICE)
    .lateral("proofs")
)
# How many of these talents a moment shows.
PROVEN = (
    func.unnest(PROOFS.c.ids, PROOFS.c.times)
    .table_valued(column("id", Uuid()), column("times", BigInteger()))
    .render_derived(name="proven")
)


def _moments() -> Element:
    """An array of the ids of moments among which each context chooses: each is looked up by its key."""
    contexts = literal_column(f"'{{{','.join(Context)}}}'::text[]", ARRAY(Text))
    context = func.unnest(contexts).table_valued("name").render_derived(name="contexts")
    moments = select(Experience.id).where(*OWN_EXPERIENCES).limit(MOMENTS)
    newest = (Experience.lived_at.desc(), Experience.id.desc())
    of_context = moments.where(Experience.context == context.c.name).order_by(*newest).lateral("of_context")
    # In the order of the index, whose first column here is null throughout.
    unknown = moments.where(Experience.context.is_(None)).order_by(Experience.context.desc().nulls_first(), *newest)
    rest = unknown.subquery("rest")
    ids = union(
        select(of_context.c.id).select_from(context.join(of_context, true())),
        select(rest.c.id),
        select(func.unnest(PROOFS.c.ids)).correlate(PROOFS),
        select(func.unnest(section_ids("only"))).correlate(Portrait),
    ).subquery("candidates")
    return func.array(select(ids.c.id).correlate(Portrait, PROOFS).scalar_subquery())


MOMENT_IDS = _moments()


def _stories() -> ColumnElement[UUID]:
    latest = select(Story.id).where(own_story(ME), Story.withdrawn_at.is_(None))
    return latest.order_by(Story.published_at.desc(), Story.id.desc()).limit(STORIES).scalar_subquery()


LATEST_STORIES = func.array(_stories())
