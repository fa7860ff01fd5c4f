"""Talents that others granted. Each reading is recorded."""

from sqlalchemy import Uuid, bindparam, exists, func, select

from app.core.actor import ME
from app.core.projections import NOW, Json, Projection, shape
from app.core.uow import Reading
from app.models.experiences import Experience
from app.models.grants import Accessed, Grant, TargetType
from app.models.talents import Talent
from app.policies.experiences import is_granted_to
from app.policies.grants import given_to
from app.policies.sessions import SIGNED_IN
from app.schemas.talents import TalentQuery, TalentRead
from app.services.shared import admission
from app.services.sharing import beneficiaries
from app.services.talents.recognitions import RECOGNITIONS
from app.services.talents.talents import FILTERS, SKILL

_EVIDENCE_IDS = func.unnest(Talent.evidence).table_valued("id", with_ordinality="position").render_derived(name="cited")
_MAY_OPEN = exists().where(Experience.id == _EVIDENCE_IDS.c.id, is_granted_to(ME, NOW))
# The reader sees only the evidence that they may open.
EVIDENCE = func.array(select(_EVIDENCE_IDS.c.id).where(_MAY_OPEN).order_by(_EVIDENCE_IDS.c.position).scalar_subquery())
ITEM = shape(Talent, TalentRead, skill=SKILL, evidence=EVIDENCE, recognitions=RECOGNITIONS)
GRANTED_TALENTS = Projection(
    "granted_talents.granted",
    SIGNED_IN,
    ITEM,
    Talent.user_id == bindparam("person", type_=Uuid()),
    exists().where(given_to(ME, NOW, TargetType.TALENTS), Grant.owner_id == Talent.user_id),
    order=(Talent.created_at, Talent.skill_id),
    filters=FILTERS,
)


async def search(reading: Reading, query: TalentQuery) -> Json:
    """List the granted talents of a person. Raises BeneficiaryNotFound."""
    fields = query.model_dump(exclude_none=True)
    async with reading.runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        page = await GRANTED_TALENTS.show(uow, **fields)
        await beneficiaries.enter(uow, fields["person"], Grant.target_type == TargetType.TALENTS, Accessed.TALENTS)
        return page
