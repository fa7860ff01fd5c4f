"""Validation errors of Pydantic, reworded in each language."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic_core import PydanticCustomError

from app.core.errors import Unprocessable
from app.core.fault_codes import code_of
from app.core.i18n import Words
from app.core.text import UNSAFE

LONGEST = 200  # characters of a pointer in an answer
MOST = 50  # faults in an answer: the others are not worded, which takes longer than finding them
MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")  # Pydantic shows an enum's member in a Literal as Python does
LAST_CHOICE = Words("{first} ou {last}")
UNKNOWN = Words("cette valeur ne convient pas")
MESSAGES: Mapping[str, Words] = {
    "missing": Words("ce champ est obligatoire"),
    "extra_forbidden": Words("ce champ n’existe pas"),
    "string_type": Words("doit être un texte"),
    "string_too_short": Words("doit avoir au moins {min_length} caractère(s)"),
    "string_too_long": Words("doit avoir au plus {max_length} caractère(s)"),
    "string_pattern_mismatch": Words("n’a pas la forme attendue : {pattern}"),
    "string_unicode": Words("contient un caractère invalide"),
    "too_long": Words("a au plus {max_length} éléments"),
    "too_short": Words("a au moins {min_length} éléments"),
    "list_type": Words("doit être une liste"),
    "dict_type": Words("doit être un objet"),
    "model_attributes_type": Words("doit être un objet"),
    "model_type": Words("doit être un objet"),
    "int_type": Words("doit être un nombre entier"),
    "int_parsing": Words("doit être un nombre entier"),
    "int_from_float": Words("doit être un nombre entier"),
    "int_parsing_size": Words("est un nombre trop grand"),
    "float_type": Words("doit être un nombre"),
    "float_parsing": Words("doit être un nombre"),
    "finite_number": Words("doit être un nombre fini"),
    "bool_type": Words("doit être true ou false"),
    "bool_parsing": Words("doit être true ou false"),
    "greater_than_equal": Words("doit être au moins {ge}"),
    "less_than_equal": Words("doit être au plus {le}"),
    "enum": Words("doit être l’une des valeurs : {expected}"),
    "literal_error": Words("doit être l’une des valeurs : {expected}"),
    "union_tag_invalid": Words("doit être l’une des valeurs : {expected_tags}"),
    "union_tag_not_found": Words("doit dire son genre dans {discriminator}"),
    "uuid_type": Words("doit être un UUID"),
    "uuid_parsing": Words("doit être un UUID"),
    "uuid_version": Words("doit être un UUID de version {expected_version}"),
    "time_type": Words("doit être une heure écrite HH:MM"),
    "time_parsing": Words("doit être une heure écrite HH:MM"),
    "date_parsing": Words("doit être un jour écrit AAAA-MM-JJ"),
    "date_from_datetime_parsing": Words("doit être un jour écrit AAAA-MM-JJ"),
    "datetime_from_date_parsing": Words("doit être une date et heure RFC 3339"),
    "datetime_parsing": Words("doit être une date et heure RFC 3339"),
    "value_error": UNKNOWN,
}


def refusal(code: str, message: str, /, **blanks: object) -> PydanticCustomError:
    """Return the error that a schema raises for a broken rule of its own. `message` is French, as that of Words."""
    return PydanticCustomError(code, message, {"words": Words(message), **blanks})


def pointer(location: Iterable[str | int]) -> str:
    """Return the JSON pointer (RFC 6901); characters that no text may have do not go back in it."""
    parts = (UNSAFE.sub("\ufffd", str(part)) for part in location)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


@contextmanager
def within(member: str) -> Iterator[None]:
    """Move the faults of what is done to a member of the body: their pointers begin at the body."""
    try:
        yield
    except Unprocessable as problem:
        faults = problem.extensions.get("errors")
        if isinstance(faults, list):
            problem.extensions["errors"] = [item | {"pointer": f"/{member}{item['pointer']}"} for item in faults]
        raise


def faults(errors: Sequence[Mapping[str, Any]], part: str | None = None) -> list[dict[str, Any]]:
    """Return the `errors` of a 422 for those of Pydantic. Without `part`, each begins with its own."""
    places = ((error, (part, *error["loc"]) if part else error["loc"]) for error in errors[:MOST])
    return [_fault(error, location[0], location[1:]) for error, location in places]


def _fault(error: Mapping[str, Any], part: str, location: Iterable[str | int]) -> dict[str, Any]:
    """Return one of Pydantic's errors as an entry of a 422's `errors`; `message` is in each language."""
    facts = error.get("ctx") or {}
    words = facts.get("words") or MESSAGES.get(error["type"], UNKNOWN)
    # Pydantic lists the expected values with an English word before the last one.
    values = MEMBER.sub(r"\1", facts.get("expected", ""))
    first, _, last = values.rpartition(" or ")
    choice = {"expected": LAST_CHOICE.fill(first=first, last=last) if first else values}
    return {
        "in": part,
        "pointer": pointer(location)[:LONGEST],
        "code": code_of(error["type"]),
        "message": words.fill(**facts | choice),
    }
