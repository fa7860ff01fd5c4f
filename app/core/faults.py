"""Validation errors of Pydantic, reworded in both languages."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from app.core.i18n import Locale, Words

LONGEST = 200  # characters of a pointer in an answer
UNKNOWN = Words("cette valeur ne convient pas", "this value will not do")
MESSAGES: Mapping[str, Words] = {
    "missing": Words("ce champ est obligatoire", "this field is required"),
    "extra_forbidden": Words("ce champ n’existe pas", "there is no such field"),
    "string_type": Words("doit être un texte", "must be a text"),
    "string_too_short": Words(
        "doit avoir au moins {min_length} caractère(s)", "must have at least {min_length} character(s)"
    ),
    "string_too_long": Words(
        "doit avoir au plus {max_length} caractère(s)", "must have at most {max_length} character(s)"
    ),
    "string_pattern_mismatch": Words("n’a pas la forme attendue : {pattern}", "does not have the form {pattern}"),
    "string_unicode": Words("contient un caractère invalide", "contains an invalid character"),
    "too_long": Words("a au plus {max_length} éléments", "has at most {max_length} items"),
    "too_short": Words("a au moins {min_length} éléments", "has at least {min_length} items"),
    "list_type": Words("doit être une liste", "must be a list"),
    "dict_type": Words("doit être un objet", "must be an object"),
    "model_attributes_type": Words("doit être un objet", "must be an object"),
    "model_type": Words("doit être un objet", "must be an object"),
    "int_type": Words("doit être un nombre entier", "must be a whole number"),
    "int_parsing": Words("doit être un nombre entier", "must be a whole number"),
    "int_from_float": Words("doit être un nombre entier", "must be a whole number"),
    "int_parsing_size": Words("est un nombre trop grand", "is too large a number"),
    "float_type": Words("doit être un nombre", "must be a number"),
    "float_parsing": Words("doit être un nombre", "must be a number"),
    "finite_number": Words("doit être un nombre fini", "must be a finite number"),
    "bool_type": Words("doit être true ou false", "must be true or false"),
    "bool_parsing": Words("doit être true ou false", "must be true or false"),
    "greater_than_equal": Words("doit être au moins {ge}", "must be at least {ge}"),
    "less_than_equal": Words("doit être au plus {le}", "must be at most {le}"),
    "enum": Words("doit être l’une des valeurs : {expected}", "must be one of {expected}"),
    "literal_error": Words("doit être l’une des valeurs : {expected}", "must be one of {expected}"),
    "union_tag_invalid": Words("doit être l’une des valeurs : {expected_tags}", "must be one of {expected_tags}"),
    "union_tag_not_found": Words("doit dire son genre dans {discriminator}", "must say its kind in {discriminator}"),
    "uuid_type": Words("doit être un UUID", "must be a UUID"),
    "uuid_parsing": Words("doit être un UUID", "must be a UUID"),
    "uuid_version": Words(
        "doit être un UUID de version {expected_version}", "must be a version {expected_version} UUID"
    ),
    "time_type": Words("doit être une heure écrite HH:MM", "must be a time written HH:MM"),
    "time_parsing": Words("doit être une heure écrite HH:MM", "must be a time written HH:MM"),
    "date_parsing": Words("doit être un jour écrit AAAA-MM-JJ", "must be a day written YYYY-MM-DD"),
    "date_from_datetime_parsing": Words("doit être un jour écrit AAAA-MM-JJ", "must be a day written YYYY-MM-DD"),
    "datetime_from_date_parsing": Words("doit être une date et heure RFC 3339", "must be an RFC 3339 date and time"),
    "datetime_parsing": Words("doit être une date et heure RFC 3339", "must be an RFC 3339 date and time"),
    "value_error": UNKNOWN,
}


def refusal(code: str, french: str, english: str) -> PydanticCustomError:
    """Return the error that a schema raises for a broken rule of its own."""
    return PydanticCustomError(code, english, {"words": Words(french, english)})


def pointer(location: Iterable[str | int]) -> str:
    """Return the JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def fault(error: Mapping[str, Any], part: str, location: Iterable[str | int]) -> dict[str, Any]:
    """Return one of Pydantic's errors as an entry of a 422's `errors`; `message` is in both languages."""
    english = error.get("ctx") or {}
    words = english.get("words") or MESSAGES.get(error["type"], UNKNOWN)
    # Pydantic lists the expected values with an English word before the last one.
    french = english | {name: english[name].replace("' or '", "' ou '") for name in ("expected",) if name in english}
    return {
        "in": part,
        "pointer": pointer(location)[:LONGEST],
        "code": error["type"],
        "message": Words(words.in_(Locale.FR, **french), words.in_(Locale.EN, **english)),
    }
