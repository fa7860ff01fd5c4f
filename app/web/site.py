from dataclasses import dataclass

from app.core.i18n import Locale


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page stands (without a final slash), in which language it speaks, and where the application is."""

    locale: Locale
    base_url: str
    app_url: str | None = None
