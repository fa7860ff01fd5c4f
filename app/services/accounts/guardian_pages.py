"""The guardian's page, and the guardian's language."""

from uuid import UUID

from app.core.i18n import Locale
from app.core.uow import Runtime
from app.models.guardians import Guardianship
from app.models.users import User


def token_of(runtime: Runtime, guardianship_id: UUID) -> str:
    return runtime.keys.token("dtg_", "guardian", guardianship_id)


def address_of(runtime: Runtime, guardianship_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/g/{token_of(runtime, guardianship_id)}"


def language_of(guardianship: Guardianship, person: User) -> Locale:
    """Return the language in which the guardian agreed, else the person's."""
    return guardianship.locale or person.locale


def name_of(person: User) -> str:
    return person.display_name or person.email
