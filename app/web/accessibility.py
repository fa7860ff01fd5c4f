"""What the audit found (app/data/accessibility/audit.json), and the rate and the state that follow from it."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from app.core.i18n import Words
from app.web import legal_texts

HALF = 50  # per cent: the least of « partiellement conforme »
AUDIT: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data/accessibility/audit.json").read_text())
CRITERIA: list[dict[str, Any]] = [{"note": None} | criterion for criterion in AUDIT["criteria"]]
COUNTS = dict.fromkeys(legal_texts.STATUSES, 0) | Counter(criterion["status"] for criterion in CRITERIA)
APPLICABLE = len(CRITERIA) - COUNTS["na"]
RATE = 100 * COUNTS["c"] // APPLICABLE  # rounded down: nothing is claimed that is not there
AUDITED_ON = date.fromisoformat(AUDIT["audited_on"])


def state(rate: int, *, is_whole: bool) -> str:
    """A key of `legal_texts.STATES`. One criterion that is not met, or was not checked, is too many for « total »."""
    if is_whole:
        return "total"
    return "partial" if rate >= HALF else "none"


STATE_KEY = state(RATE, is_whole=COUNTS["c"] == APPLICABLE)
STATE = legal_texts.STATES[STATE_KEY]


def with_status(status: str) -> list[dict[str, Any]]:
    return [criterion for criterion in CRITERIA if criterion["status"] == status]


def words_of(texts: dict[str, str]) -> Words:
    return Words.each(lambda locale: texts[locale.of_contents])


def by_theme() -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (f"{number}. {title}", [criterion for criterion in CRITERIA if criterion["number"].partition(".")[0] == number])
        for number, title in AUDIT["themes"].items()
    ]
