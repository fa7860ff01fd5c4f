from dataclasses import dataclass

from app.core.i18n import Language
from app.core.legal import LegalBasis
from app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for an installation, and where they are reached. All of it is known of a public one.

    `data`: where people write about their data; it may be the address of the `dpo`. `strategy`: where the scheme, the
    plan and the review of accessibility are, or that there is none yet.
    """

    controller: str | None
    address: str | None
    contact: str | None
    data: str
    dpo: str | None
    director: str | None
    host: str | None
    basis: LegalBasis = LegalBasis.PUBLIC_INTEREST
    strategy: tuple[str | None, str | None, str | None] = (None, None, None)

    @classmethod
    def of(cls, settings: Settings) -> "Responsible":
        legal = settings.legal
        return cls(
            settings.operator,
            legal.address,
            legal.contact,
            settings.privacy_contact,
            legal.dpo,
            legal.director,
            legal.host,
            legal.basis,
            (legal.accessibility_scheme, legal.accessibility_plan, legal.accessibility_review),
        )


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page stands (without a final slash), in which language it speaks, and where the application is.

    `responsible`: on pages that ask for data, or say who answers for it.
    """

    locale: Language
    base_url: str
    app_url: str | None = None
    responsible: Responsible | None = None
