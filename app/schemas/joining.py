from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.types import BirthYear, Email, Input, Line, Sentence

MailedCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$", strict=True)]


class JoiningCode(Input):
    email: Email


class Joining(Input):
    """Name and year are kept where an account does not say them yet."""

    email: Email
    code: MailedCode
    name: Line | None = None
    birth_year: BirthYear | None = Field(None)
    reason: Sentence | None = None
