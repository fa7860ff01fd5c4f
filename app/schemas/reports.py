from pydantic import model_validator

from app.models.reports import ReportReason
from app.schemas.types import Email, Input, Sentence

ABOUT_ONESELF = frozenset({ReportReason.PICTURED, ReportReason.NAMED})


class ReportWrite(Input):
    """As a page's form sends it. Whoever is pictured or named explains nothing."""

    reason: ReportReason
    text: Sentence | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def explained(self) -> "ReportWrite":
        if self.text is None and self.reason not in ABOUT_ONESELF:
            raise ValueError("text")
        return self


class AppealWords(Input):
    text: Sentence
