"""Questions that ask for skills: their options are the names of these, in each language."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import or_, select

from app.core.errors import Unprocessable, wrong
from app.core.i18n import Locale, Words
from app.core.uow import UnitOfWork
from app.models.missions import BEFORE, Mission
from app.models.skills import Skill
from app.schemas.missions import MissionWrite
from app.schemas.surveys import LONGEST_OPTION, Question, QuestionType, QuestionWords

UNKNOWN_SKILL = Words("cette compétence n’est ni publique, ni de la communauté")
SAME_NAME = Words("deux compétences ont le même nom : garde l’une des deux")


async def named(uow: UnitOfWork, mission: Mission, data: MissionWrite) -> MissionWrite:
    """Write the names of skills into the questions that ask for them. Those of an open mission stay.

    Raises Unprocessable for skills that the members of the community do not read.
    """
    questions = data.survey.questions if data.survey else []
    ids = {skill_id for question in questions for skill_id in question.skills}
    if data.survey is None or not ids:
        return data
    is_read = or_(Skill.audience_id.is_(None), Skill.audience_id == mission.community_id)
    rows = await uow.session.scalars(select(Skill).where(Skill.id.in_(ids), is_read))
    skills = {skill.id: skill for skill in rows}
    faults = [
        wrong(f"/survey/questions/{n}/skills/{place}", "unknown_skill", UNKNOWN_SKILL)
        for n, question in enumerate(questions)
        for place, skill_id in enumerate(question.skills)
        if skill_id not in skills
    ]
    if faults:
        raise Unprocessable(errors=faults)
    written = {} if mission.state in BEFORE else {item["code"]: item for item in (mission.survey or {})["questions"]}
    new = [_named(question, skills, written.get(question.code)) for question in questions]
    for n, question in enumerate(new):
        if len(set(question.options)) < len(question.options):
            raise Unprocessable(errors=[wrong(f"/survey/questions/{n}/skills", "same_name", SAME_NAME)])
    return data.model_copy(update={"survey": data.survey.model_copy(update={"questions": new})})


def _named(question: Question, skills: Mapping[UUID, Skill], before: Mapping[str, object] | None) -> Question:
    if question.type is not QuestionType.SKILL:
        return question
    if before is not None and before["skills"] == [str(skill_id) for skill_id in question.skills]:
        return question.model_copy(update={"options": before["options"], "translations": _kept(before)})
    names = {
        locale: [_name(skills[skill_id], locale)[:LONGEST_OPTION] for skill_id in question.skills] for locale in Locale
    }
    texts = {locale: words.text for locale, words in question.translations.items()}
    translations = {
        locale: QuestionWords.model_construct(text=texts.get(locale, question.text), options=options)
        for locale, options in names.items()
        if locale in texts or (locale is not Locale.FR and options != names[Locale.FR])
    }
    return question.model_copy(update={"options": names[Locale.FR], "translations": translations})


def _kept(before: Mapping[str, object]) -> dict[Locale, QuestionWords]:
    return Question.model_validate(before).translations


def _name(skill: Skill, locale: Locale) -> str:
    return skill.labels.get(locale) or next(filter(None, skill.labels.values()), skill.code)
