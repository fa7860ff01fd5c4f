"""Reads a sheet out of the fields of a form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.schemas.guests import StateMissionRead
from app.schemas.surveys import CHOOSING, WRITING, QuestionRead

Pairs = list[tuple[str, str]]
PREFIX = "q-"
DIGITS = 9


def answers_of(mission: StateMissionRead, pairs: Pairs) -> dict[str, Any]:
    """Return the body of the response, as the API takes it."""
    questions = mission.survey.questions if mission.survey else []
    answers = [answer for question in questions if (answer := _answer(question, pairs)) is not None]
    captured_at = next((value for name, value in pairs if name == "captured_at" and _is_instant(value)), None)
    return {"answers": answers} | ({"captured_at": captured_at} if captured_at else {})


def idea_of(fields: Mapping[str, str], pairs: Pairs) -> dict[str, Any]:
    """Return the body of a proposal, as the API takes it."""
    captured_at = fields.get("captured_at", "")
    texts = {name: entries[0] for name in ("title", "text") if (entries := values(pairs, name))}
    when = {"captured_at": captured_at} if _is_instant(captured_at) else {}
    return {"mission_id": fields.get("mission"), "themes": values(pairs, "theme"), **texts, **when}


def values(pairs: Pairs, code: str) -> list[str]:
    """Return what was filled in for a question."""
    return [value.strip() for name, value in pairs if name == PREFIX + code and value.strip()]


def _answer(question: QuestionRead, pairs: Pairs) -> dict[str, Any] | None:
    entries = values(pairs, question.code)
    if not entries:
        return None
    if question.type in CHOOSING:
        return {"code": question.code, "options": entries}
    if question.type in WRITING:
        return {"code": question.code, "text": entries[0]}
    number = entries[0].replace("−", "-")
    is_number = number.removeprefix("-").isdecimal() and len(number) <= DIGITS
    return {"code": question.code, "number": int(number) if is_number else -10 * 10**DIGITS}


def _is_instant(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
