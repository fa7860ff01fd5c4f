from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.core.i18n import Locale
from app.schemas.types import Input, Line, Output, SafeText, distinct

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", strict=True)]
Labels = dict[Locale, Line]


class SkillEntry(Input):
    code: Code
    label: Labels
    keywords: dict[Locale, list[Line]] = Field({})
    gestures: dict[Locale, list[Line]] = Field(
        {}, description="Words of people who do it, for suggestions; « - » before one that needs others beside it"
    )


class DomainEntry(Input):
    code: Code
    label: Labels
    skills: list[SkillEntry]


def _once(domains: list[DomainEntry]) -> list[DomainEntry]:
    distinct([code for domain in domains for code in (domain.code, *(skill.code for skill in domain.skills))])
    return domains


class FrameworkDocument(Input):
    """A framework as we import it: app/data/frameworks holds two."""

    code: Code
    title: Labels
    description: dict[Locale, SafeText]
    version: Line
    source: Line
    domains: Annotated[list[DomainEntry], AfterValidator(_once)]


class FrameworkRead(Output):
    id: UUID
    code: str = Field(examples=["everyday-skills"])
    title: dict[str, str] = Field(examples=[{"fr": "Compétences du quotidien", "en": "Everyday skills"}])
    description: dict[str, str]
    edition: str
    source: str
    notice: dict[str, str] | None = Field(description="What its licence wants you to show wherever you show its skills")
    version: int = Field(description="Grows whenever any of its skills changes")


class LeafRead(Output):
    id: UUID
    code: str = Field(examples=["COM.1"])
    labels: dict[str, str]
    keywords: dict[str, list[str]]


class DomainRead(Output):
    id: UUID
    code: str = Field(examples=["COM"])
    labels: dict[str, str]
    skills: list[LeafRead]


class FrameworkTreeRead(FrameworkRead):
    domains: list[DomainRead]
