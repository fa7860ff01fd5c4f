from dataclasses import dataclass

from app.core.i18n import Locale


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page stands (without a final slash), and in which language it speaks."""

    locale: Locale
    base_url: str
