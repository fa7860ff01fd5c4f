"""Warnings to the owner of a portrait about characters that its PDF cannot show."""

from collections.abc import Mapping
from typing import Any

from app.core.i18n import Locale, Words
from app.core.uow import Runtime
from app.services.portraits.pdf import missing_characters

NO_GLYPH = Words("Le PDF ne sait pas dessiner : {characters}. Un carré prend leur place ; la page, elle, les montre.")
MOST = 20  # characters that the sentence names


def of_portrait(runtime: Runtime, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    characters = missing_characters(runtime, content)
    if not characters:
        return []
    names = " ".join(characters[:MOST]) + " …" * (len(characters) > MOST)
    detail = {locale: NO_GLYPH.in_(locale, characters=names) for locale in Locale}
    return [{"code": "no_glyph", "characters": characters, "detail": detail}]
