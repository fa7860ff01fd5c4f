"""The guardian's page, and the guardian's language."""

from uuid import UUID

from app.core.i18n import Language
from app.core.uow import Runtime
from app.models.guardians import Guardianship
from app.models.users import User


def token_of(runtime: Runtime, guardianship_id: UUID) -> str:
    return runtime.keys.token("dtg_", "guardian", guardianship_id)


def address_of(runtime: Runtime, guardianship_id: UUID, language: Language, part: str = "") -> str:
    return f"{runtime.settings.public_base_url}/g/{token_of(runtime, guardianship_id)}{part}{language.in_query}"


def language_of(guardianship: Guardianship, person: User) -> Language:
    """Return the language in which the guardian agreed, else the person's; simple where the person asks for it."""
    return (guardianship.locale or person.locale).in_sentences(simple=person.simple_language)


def name_of(person: User) -> str:
    return person.display_name or person.email
