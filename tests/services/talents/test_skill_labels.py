"""What a skill is called, wherever it is named."""

import pytest
from sqlalchemy import literal, select

from app.core.i18n import Language
from app.core.uow import Runtime
from app.models.skills import Framework, Skill
from app.services.talents.skills import label_in, label_of
from tests.support.rows import add, made


@pytest.mark.parametrize(
    ("labels", "language", "label"),
    [
        ({"fr": "Lire un plan", "en": "Read a plan"}, "fr", "Lire un plan"),
        ({"fr": "Lire un plan", "en": "Read a plan"}, "en", "Read a plan"),
        ({"en": "Read a plan"}, "fr", "Read a plan"),
        ({"fr": "Lire un plan", "en": None}, "en", "Lire un plan"),
        ({}, "fr", "PLAN.1"),
    ],
)
async def test_sql_and_python_agree_on_what_a_skill_is_called(
    runtime: Runtime, labels: dict[str, str | None], language: str, label: str
) -> None:
    async with runtime.database.sessions() as session:
        await add(session, framework := made(Framework))
        await add(session, skill := made(Skill, framework_id=framework.id, code="PLAN.1", labels=labels))
        in_sql = await session.scalar(select(label_in(literal(language))).where(Skill.id == skill.id))
    assert in_sql == label_of(labels, Language(language), "PLAN.1") == label
