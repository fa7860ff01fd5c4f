from pydantic import Field

from app.schemas.codes import SixDigits
from app.schemas.types import BirthYear, Email, Input, Line, Sentence


class JoiningCode(Input):
    email: Email


class Joining(Input):
    """Name and year are kept where an account does not say them yet."""

    email: Email
    code: SixDigits
    name: Line | None = None
    birth_year: BirthYear | None = Field(None)
    reason: Sentence | None = None


class GuardianAsking(Input):
    """Whom to ask for their agreement; None where somebody was asked already, and has answered."""

    guardian_email: Email | None = None
    guardian_name: Line | None = None
    reason: Sentence | None = None
