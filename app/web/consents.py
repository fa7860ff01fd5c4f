"""What a form shows before somebody agrees, and the hidden fields that say which texts those were."""

from collections.abc import Iterable, Mapping

from starlette.requests import Request

from app.core.i18n import Words
from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS, Blank
from app.schemas.consents import LONGEST_VERSION, ConsentGiven
from app.web.answers import site


def texts_of(kinds: Iterable[ConsentKind], **blanks: Blank) -> Mapping[ConsentKind, Words]:
    return {kind: TEXTS[kind].said(**blanks) for kind in kinds}


def versions_of(kinds: Iterable[ConsentKind]) -> Mapping[str, str]:
    """The hidden fields."""
    return {_field(kind): TEXTS[kind].version for kind in kinds}


def stated(request: Request, kind: ConsentKind, given: Mapping[str, str]) -> ConsentGiven:
    """The text that the form showed. Without its hidden field it showed none."""
    version = given.get(_field(kind), "")[:LONGEST_VERSION]
    return ConsentGiven(kind=kind, text_version=version or None, locale=site(request).locale)


def _field(kind: ConsentKind) -> str:
    return f"{kind}_version"
