"""Answers to a survey: checked against its questions, and kept with the person or without."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.missions import Mission, MissionKind
from app.models.responses import MissionResponse, ResponseState
from app.models.sheets import Sheet
from app.schemas.responses import ResponseWrite
from app.schemas.surveys import STEPS, WRITING, AnswerToQuestion, Question, QuestionType, SheetKind, SurveyForm


class SheetKept(Conflict):
    title = Words("Ta feuille est sans nom")
    advice = Words("Elle ne se reprend plus : personne ne sait laquelle est la tienne, pas même le service.")


OTHER_KIND = Words("une mission de cette sorte ne se répond pas ainsi")
UNKNOWN_QUESTION = Words("l’enquête n’a pas cette question")
TWICE = Words("cette question a déjà sa réponse")
GAP = Words("la question « {text} » attend une réponse")
UNFIT = Words("cette réponse ne convient pas à la question")


async def submit(uow: UnitOfWork, response: MissionResponse, mission: Mission, data: ResponseWrite) -> bool:
    """Keep the answers. False for the same answers again. Raises MissionOver, Unprocessable."""
    form = SurveyForm.model_validate(mission.form)
    answers = _checked(form, data.model_copy(update={"answers": [_as_written(form, item) for item in data.answers]}))
    has_name = form.sheets is SheetKind.WITH_NAMES
    if response.state is ResponseState.SUBMITTED and (not has_name or response.answers == answers):
        return False
    is_first = response.submitted_at is None  # who left and came back has a sheet already
    captured_at = _captured(uow, response, data)
    mission.expect_answer(uow.now, is_return=False, captured_at=captured_at)
    if is_first and not has_name:
        uow.session.add(Sheet(mission_id=mission.id, day=uow.now.date(), answers=answers))
    response.submit_sheet(answers if has_name else None, captured_at if has_name else None, uow.now)
    return True


def check_revocable(response: MissionResponse, mission: Mission) -> None:
    """Raises SheetKept once a sheet without a name is sent: nobody knows any more which one it is."""
    if mission.kind is MissionKind.SURVEY and response.state is ResponseState.SUBMITTED and response.answers is None:
        raise SheetKept


def _captured(uow: UnitOfWork, response: MissionResponse, data: ResponseWrite) -> datetime:
    """Return when the sheet was filled in: not before it was sent, not after now."""
    return min(max(data.captured_at or uow.now, response.assigned_at), uow.now)


def _checked(form: SurveyForm, data: ResponseWrite) -> dict[str, Any]:
    """Return the answers by their codes. Raises Unprocessable with all faults."""
    members_of_others = (data.experience_id, data.note, data.attendance)
    if data.choices or any(member is not None for member in members_of_others):
        raise Unprocessable(errors=[wrong("/experience_id", "other_kind", OTHER_KIND)])
    questions = {question.code: question for question in form.questions}
    faults = [*_faults(questions, data.answers), *_gaps(form.questions, data.answers)]
    if faults:
        raise Unprocessable(errors=faults)
    return {answer.code: value for answer in data.answers if (value := _value(answer)) is not None}


def _as_written(form: SurveyForm, answer: AnswerToQuestion) -> AnswerToQuestion:
    """Name options as the question does, whatever the language in which they were chosen."""
    options = list(answer.options)
    for question in form.questions:
        if question.code == answer.code:
            names = {
                translation: option
                for words in question.translations.values()
                for translation, option in zip(words.options, question.options, strict=True)
            } | {option: option for option in question.options}
            options = [names.get(option, option) for option in options]
    return answer.model_copy(update={"options": options})


def _faults(questions: Mapping[str, Question], answers: Sequence[AnswerToQuestion]) -> Iterator[dict[str, object]]:
    codes = set[str]()
    for n, answer in enumerate(answers):
        question = questions.get(answer.code)
        if question is None:
            yield wrong(f"/answers/{n}/code", "unknown_code", UNKNOWN_QUESTION)
        elif answer.code in codes:
            yield wrong(f"/answers/{n}/code", "repeated", TWICE)
        elif not _fits(question, answer):
            yield wrong(f"/answers/{n}", "answer_unfit", UNFIT)
        codes.add(answer.code)


def _gaps(questions: Sequence[Question], answers: Sequence[AnswerToQuestion]) -> Iterator[dict[str, object]]:
    codes = {answer.code for answer in answers if _value(answer) is not None}
    for question in questions:
        if question.required and question.code not in codes:
            yield wrong("/answers", "answer_missing", GAP.fill(text=question.text))


def _fits(question: Question, answer: AnswerToQuestion) -> bool:
    """Whether it says only what the question takes. One that says nothing passes the question."""
    options, number, text = answer.options, answer.number, answer.text
    match question.type:
        case QuestionType.ONE | QuestionType.SEVERAL | QuestionType.SKILL:
            limit = 1 if question.type is QuestionType.ONE else len(question.options)
            fits = set(options) <= set(question.options) and len(set(options)) == len(options) <= limit
            return fits and number is None and text is None
        case QuestionType.SCALE:
            return not options and text is None and (number is None or 1 <= number <= STEPS)
        case QuestionType.NUMBER:
            return not options and text is None
        case QuestionType.SHORT | QuestionType.LONG:
            return not options and number is None and len(text or "") <= WRITING[question.type]


def _value(answer: AnswerToQuestion) -> list[str] | int | str | None:
    return answer.options or (answer.text if answer.number is None else answer.number)
