from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, PrivateAttr, StringConstraints

from app.core.i18n import Language
from app.models.consents import ConsentKind
from app.schemas.languages import AnyLanguage
from app.schemas.types import Input, Instant, Output

LONGEST_VERSION = 40
Version = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_VERSION, strict=True)]


class ConsentGiven(Input):
    """The text that was shown to whoever agrees. Another than the current one is answered 409 `consent-outdated`, which
    carries the one to show."""

    kind: ConsentKind = Field(examples=["share"])
    text_version: Version | None = Field(
        default=None,
        description="None: none was shown yet. Nothing is done, and the answer carries the sentence to show",
        examples=["2026-11-27"],
    )
    locale: AnyLanguage | None = Field(
        default=None, description="The language that it was shown in. None: that of the account"
    )
    _page: Language | None = PrivateAttr(default=None)

    @classmethod
    def on_page(cls, kind: ConsentKind, version: str | None, language: Language) -> Self:
        """Return what a page of ours showed, in its language."""
        consent = cls(kind=kind, text_version=version, locale=language.base)
        consent._page = language
        return consent

    def language_for(self, account: Language) -> Language:
        """Return the language in which it was shown to somebody with an account in that language."""
        return self._page or (self.locale or account.base).in_sentences(simple=account.is_simple)


class Consenting(Input):
    """What is agreed to by it is kept with the text that was shown."""

    consent: ConsentGiven | None = None


class ConsentRead(Output):
    id: UUID
    kind: ConsentKind
    subject_id: UUID = Field(
        description="The story, portrait, grant, community, guardianship or person that it is about"
    )
    given_by: str | None = Field(
        description="Who gave it for you: a guardian by name, or `guardian`; of a year of birth, also a school, or "
        "`operator`; null: you"
    )
    text: str = Field(description="The sentence that was shown: to what, for whom, until when")
    text_version: str
    version_stated: bool = Field(
        description="Whoever agreed stated that version as the one they were shown. false: it is the one that counted"
    )
    locale: AnyLanguage | None = Field(description="The language of the text; null: from before it was kept")
    boxes: list[str] = Field(description="Of a guardian’s answer, the boxes as they were ticked")
    created_at: Instant
    withdrawn_at: Instant | None


class ConsentTextRead(Output):
    """What to show before a person agrees, in general words. `consent-outdated` carries the sentence of one act."""

    kind: ConsentKind
    version: str
    text: dict[str, str] = Field(
        description="By BCP 47 tag; `fr-x-simple`: in simple sentences, for an account with `simple_language`",
        examples=[{"fr": "Je montre « Mon stage » à Rose.", "en": "I show “Mon stage” to Rose."}],
    )


class ConsentTextsRead(Output):
    items: list[ConsentTextRead]
