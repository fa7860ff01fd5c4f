from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.models.skills import NameKind, SkillKind
from app.schemas.experiences import SkillRead
from app.schemas.frameworks import AlignmentRead, Code, LocalCode
from app.schemas.languages import LanguageTag
from app.schemas.pages import PageQuery
from app.schemas.types import Input, Line, Output

FEW = 3
Framework = Annotated[Code, Field(examples=["everyday-skills"])]


class ProposalSkillWrite(Input):
    framework: LocalCode = Field(examples=["coordination"], description="Of the community’s own; as its `PUT` names it")
    domain: Code = Field(examples=["COOP"])


class SkillQuery(PageQuery):
    q: Line | None = Field(
        None, description="The beginning of a name, or its words in any order; accents and slips do not matter"
    )
    framework: Framework | None = None
    language: LanguageTag | None = Field(None, description="Of the name that is looked for. None: any")


class SkillGroupRead(Output):
    id: UUID
    code: str
    labels: dict[str, str]


class SkillNameRead(Output):
    name: str
    language: LanguageTag
    kind: NameKind


class FoundSkillRead(SkillRead):
    kind: SkillKind
    uri: str | None
    parent: SkillGroupRead | None = Field(description="What it stands under in its tree")
    found_by: SkillNameRead | None = Field(description="The name of it that is nearest to `q`")


class SkillDetailRead(SkillRead):
    kind: SkillKind
    uri: str | None
    alternatives: dict[str, list[str]] = Field(description="Other names, by language")
    keywords: dict[str, list[str]]
    description: dict[str, str]
    parent: SkillGroupRead | None
    domain: SkillGroupRead | None = Field(description="At the top of its tree; null: it is there itself")
    alignments: list[AlignmentRead] = Field(description="To skills of other frameworks")
    obsolete: bool = Field(description="The latest release of its framework no longer has it")


class SkillSuggestionQuery(Input):
    limit: int = Field(
        FEW, ge=1, le=50, description="Beyond three, also those that much less speaks for than for the best"
    )
    framework: Framework | None = Field(None, description="None: all, but the coordinators’ one only for coordinators")


class SaidRead(Output):
    """A word of the experience, or a passage, and where it stands in it."""

    pointer: str = Field(description="Of the text, in the experience as its own read shows it", examples=["/text"])
    start: int = Field(description="In characters (code points), from 0")
    end: int
    text: str = Field(examples=["parpaings"])


class ReasonKind(StrEnum):
    WORDS = "words"
    MEANING = "meaning"


class ReasonRead(Output):
    name: str = Field(description="A name or keyword of the skill")
    kind: NameKind
    by: ReasonKind = Field(
        description="`words`: they are in the name. `meaning`: a passage is near to it, in whatever words; it is "
        "worked out within a minute or two after the experience was written"
    )
    words: list[SaidRead] = Field(
        description="The words that are also in it, whatever their ending; or the one passage that is nearest"
    )
    points: float = Field(
        description="For each of these words, how rare it is among the skills of the framework (up to 1), times the "
        "square of how much of the name is there; half, when the words stand far apart, or the word says little alone. "
        "Of a meaning: how much nearer the text is to this skill than to all on average"
    )


class SkillSuggestionRead(Output):
    skill: SkillRead
    score: float = Field(description="The sum of the points: nothing else goes into it")
    cited: bool = Field(description="The experience cites it already")
    because: list[ReasonRead]


class SkillSuggestionsRead(Output):
    items: list[SkillSuggestionRead] = Field(description="Highest score first")
