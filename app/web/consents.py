"""What a form shows before somebody agrees, and the hidden fields that say which texts those were."""

from collections.abc import Iterable, Mapping

from app.core.i18n import Language, Words
from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS, Blank
from app.schemas.consents import LONGEST_VERSION, ConsentGiven


def texts_of(kinds: Iterable[ConsentKind], **blanks: Blank) -> Mapping[ConsentKind, Words]:
    return {kind: TEXTS[kind].said(**blanks) for kind in kinds}


def versions_of(kinds: Iterable[ConsentKind]) -> Mapping[str, str]:
    """Return the hidden fields, by their name."""
    return {_field(kind): TEXTS[kind].version for kind in kinds}


def read_consent(kind: ConsentKind, fields: Mapping[str, str], language: Language) -> ConsentGiven:
    """Return the version of the text that the form showed; None without the hidden field."""
    version = fields.get(_field(kind), "")[:LONGEST_VERSION]
    return ConsentGiven.on_page(kind, version or None, language)


def _field(kind: ConsentKind) -> str:
    return f"{kind}_version"
