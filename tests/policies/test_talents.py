from sqlalchemy import func, select

from app.core.actor import SYSTEM, Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.skills import Skill, SkillKind
from app.models.talents import Stance, Talent
from app.policies.talents import readable_by
from tests.support.oracle import can_read_talent
from tests.support.people import NOW, Person


async def test_sql_and_python_agree_on_who_may(alice: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        skill = await session.scalar(select(Skill.id).where(Skill.kind == SkillKind.SKILL).limit(1))
        talent = Talent(user_id=alice.id, skill_id=skill, level=1, stance=Stance.HAS, created_at=NOW, updated_at=NOW)
        session.add(talent)
        await session.flush()
        for actor, reads in ((Actor(alice.id), True), (Actor(uuid7()), False)):
            statement = select(func.count()).select_from(Talent).where(Talent.user_id == alice.id, readable_by(actor))
            assert (await session.scalar(statement) == 1, can_read_talent(actor, talent)) == (reads, reads)
    assert not can_read_talent(SYSTEM, talent)
