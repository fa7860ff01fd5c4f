from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from app.core.i18n import Locale
from app.models.skills import AlignmentRelation, FrameworkReaders
from app.schemas.pages import PageQuery
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Label, Line, Output, Paragraph, Reference, SafeText, distinct

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", strict=True)]
LocalCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", strict=True)]
Labels = dict[Locale, Line]
MOST_DOMAINS, MOST_SKILLS_OF_DOMAIN, MOST_ALIGNMENTS, MOST_KEYWORDS = 30, 60, 5, 20


LabelledIn = Annotated[Locale, WithJsonSchema({"type": "string"})]  # the document says it of the whole
LocalLabels = Annotated[
    dict[LabelledIn, Line], Field(min_length=1, max_length=2, description="By language, `fr` or `en`")
]


class AlignmentEntry(Input):
    """What a skill is to one of another framework, which need not be here."""

    scheme: Line = Field(examples=["esco"])
    uri: Annotated[
        str,
        StringConstraints(pattern=r"^(https?://|urn:)[!-~]{1,290}$", strict=True),
        Field(examples=["http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"]),
    ]
    relation: AlignmentRelation = Field(
        description="`exact`: the same, so that a talent in either counts once in a tree. `broad`: the other one is "
        "broader"
    )


class SkillEntry(Input):
    code: Code
    label: Labels
    keywords: dict[Locale, list[Line]] = Field({})
    gestures: dict[Locale, list[Line]] = Field(
        {}, description="Words of people who do it, for suggestions; « - » before one that needs others beside it"
    )
    alignments: list[AlignmentEntry] = Field([], max_length=MOST_ALIGNMENTS)


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


class LeafWrite(Returnable):
    code: Code = Field(examples=["COOP.1"])
    labels: LocalLabels = Field(examples=[{"fr": "Animer un réseau"}])
    keywords: dict[LabelledIn, Annotated[list[Line], Field(max_length=MOST_KEYWORDS)]] = Field({}, max_length=2)
    alignments: list[AlignmentEntry] = Field([], max_length=MOST_ALIGNMENTS)


class DomainWrite(Returnable):
    code: Code = Field(examples=["COOP"])
    labels: LocalLabels = Field(examples=[{"fr": "Coopérer"}])
    skills: list[LeafWrite] = Field(max_length=MOST_SKILLS_OF_DOMAIN)


def _each_once(domains: list[DomainWrite]) -> list[DomainWrite]:
    distinct([code for domain in domains for code in (domain.code, *(skill.code for skill in domain.skills))])
    return domains


class FrameworkWrite(Returnable):
    """A release of a community's own framework. Skills that it no longer has become obsolete; they are not deleted."""

    title: LocalLabels = Field(examples=[{"fr": "Coordination locale"}])
    description: dict[LabelledIn, Paragraph] = Field({}, max_length=2)
    edition: Line = Field(examples=["2026"])
    source: Label = Field("", examples=["https://example.org/referentiel"])
    readers: FrameworkReaders = Field(
        FrameworkReaders.COMMUNITY, description="`community`: its members. `public`: every signed-in person"
    )
    domains: Annotated[list[DomainWrite], AfterValidator(_each_once)] = Field(max_length=MOST_DOMAINS)


class FrameworkQuery(PageQuery):
    community_id: Reference | None = Field(None, description="Only those of this community")


class AlignmentRead(Output):
    scheme: str
    uri: str
    relation: AlignmentRelation


class FrameworkRead(Output):
    id: UUID
    community_id: UUID | None = Field(description="Whose own it is; null: everybody’s")
    readers: FrameworkReaders
    code: str = Field(examples=["everyday-skills"], description="Of a community’s own: after the id of the community")
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
    alignments: list[AlignmentRead]


class DomainRead(Output):
    id: UUID
    code: str = Field(examples=["COM"])
    labels: dict[str, str]
    skills: list[LeafRead]


class FrameworkTreeRead(FrameworkRead):
    domains: list[DomainRead]


returns(LeafRead, LeafWrite)
returns(DomainRead, DomainWrite)
returns(FrameworkTreeRead, FrameworkWrite)
