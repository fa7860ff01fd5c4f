"""Who answers for an installation: what the law requires a public site to say about its operator, and who is told of a
weakness."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, model_validator

from app.core.networks import is_here, is_public_address

RESERVED_NAMES = {"localhost", "test", "example", "invalid", "local", "internal"}  # RFC 6761, 6762, and ICANN’s of 2024
ADDRESS = r"^[^@\s<>]+@[^@\s<>]+$"
NONE_YET = "none"
DOCUMENT = rf"^(https://[^\s<>]+|{NONE_YET})$"


class LegalBasis(StrEnum):
    """The legal basis of the service (GDPR, art. 6): the mission of a public body, or the person's request."""

    PUBLIC_INTEREST = "public-interest"
    CONTRACT = "contract"


class LegalSettings(BaseModel, frozen=True):
    basis: Annotated[
        LegalBasis,
        Field(
            description="Legal basis of the service: `public-interest`, the mission of a public body (GDPR 6.1.e), "
            "or `contract`, what people ask for (6.1.b)"
        ),
    ] = LegalBasis.PUBLIC_INTEREST
    address: Annotated[
        str | None, Field(description="Postal address and telephone of the operator, as /mentions-legales shows them")
    ] = None
    contact: Annotated[
        str | None,
        Field(pattern=ADDRESS, description="Mail address for any question, and for what is not accessible"),
    ] = None
    dpo: Annotated[str | None, Field(pattern=ADDRESS, description="Mail address of the data protection officer")] = None
    director: Annotated[str | None, Field(description="Who directs the publication: name and function")] = None
    host: Annotated[str | None, Field(description="Who hosts it: name, postal address, telephone")] = None
    accessibility_scheme: Annotated[
        str | None,
        Field(
            pattern=DOCUMENT,
            description="Address of the operator’s multi-year accessibility scheme, as /accessibilite links it; `none` "
            "where there is none yet, which the page then says",
        ),
    ] = None
    accessibility_plan: Annotated[
        str | None, Field(pattern=DOCUMENT, description="That of this year’s plan of accessibility, or `none`")
    ] = None
    accessibility_review: Annotated[
        str | None,
        Field(pattern=DOCUMENT, description="That of the review of what was done for accessibility, or `none`"),
    ] = None


class SecuritySettings(BaseModel, frozen=True):
    """Who reads reports of weaknesses (RFC 9116)."""

    contact: Annotated[
        str | None,
        Field(
            pattern=r"^(mailto:[^@\s<>]+@[^@\s<>]+|https://[^\s<>]+)$",
            description="Where weaknesses are reported: `mailto:…` or `https://…`, as /.well-known/security.txt says. "
            "Unset: 404",
        ),
    ] = None
    expires_on: Annotated[
        date | None,
        Field(
            description="The last day on which that is true, a year ahead at most: `2027-06-30`. After it, "
            "/.well-known/security.txt is 404; confirm the contact before, and set another day"
        ),
    ] = None

    @model_validator(mode="after")
    def _expect_pair(self) -> "SecuritySettings":
        if (self.contact is None) != (self.expires_on is None):
            raise ValueError("contact and expires_on go together")
        return self


def is_loopback(base_url: str) -> bool:
    """Tell whether this machine alone may reach the host."""
    return is_here(urlsplit(base_url).hostname or "")


def is_public(base_url: str) -> bool:
    """Tell whether everybody may reach the host: it is neither local, nor on a home network, nor reserved for tests."""
    name = (urlsplit(base_url).hostname or "").rstrip(".")
    try:
        return is_public_address(name)
    except ValueError:
        return "." in name and name.rpartition(".")[2] not in RESERVED_NAMES
