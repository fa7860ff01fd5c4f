from app.core.i18n import Locale, Words


def both(words: Words) -> tuple[str, ...]:
    """Return what is said in French, and in English."""
    return tuple(words.in_(locale) for locale in Locale)
