"""What is wrong with each field, in both languages. Pydantic finds it; these are our words for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.i18n import Locale, Words

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
    "unsafe_characters": Words(
        "contient des caractères de contrôle ou de sens d’écriture", "contains control or bidirectional characters"
    ),
    "email": Words("doit être une adresse e-mail", "must be an e-mail address"),
    "rfc3339": Words(
        "doit être une date et heure RFC 3339 avec décalage, comme 2026-03-03T14:10:00+01:00",
        "must be an RFC 3339 date and time with an offset, such as 2026-03-03T14:10:00+01:00",
    ),
    "iso_day": Words("doit être un jour écrit AAAA-MM-JJ", "must be a day written YYYY-MM-DD"),
    "day_or_instant": Words(
        "doit être un jour AAAA-MM-JJ ou une date et heure RFC 3339", "must be a day YYYY-MM-DD or an RFC 3339 instant"
    ),
    "out_of_time": Words("doit être entre 1900 et 2200", "must lie between 1900 and 2200"),
    "timezone": Words("doit être un fuseau horaire comme Europe/Paris", "must be a time zone such as Europe/Paris"),
    "repeated": Words("contient deux fois la même chose", "contains the same thing twice"),
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
    "ends_before_it_begins": Words("lived_until doit suivre lived_at", "lived_until must not be before lived_at"),
    "ends_before_it_starts": Words("ends_at doit suivre starts_at", "ends_at must come after starts_at"),
    "audience_id": Words("il faut un id, sauf pour un lien", "needs an id, unless it is a link"),
    "view_required": Words("contient au moins view", "must contain view at least"),
    "calendar_span": Words(
        "`to` doit suivre `from`, au plus 400 jours après", "`to` must follow `from` by at most 400 days"
    ),
    "one_way_in": Words(
        "il faut email et code, ou link_token, ou email et password",
        "needs email and code, or link_token, or email and password",
    ),
    "own_only": Words(
        "state, journal, q et incomplete ne vont qu’avec ce qui est à soi",
        "state, journal, q and incomplete go with what is your own only",
    ),
    "comment_target": Words(
        "il faut l’id d’une chose, ou la personne pour tout ce genre",
        "needs the id of one thing, or the person for all of that kind",
    ),
    "code_or_renews": Words("il faut code ou renews", "needs code or renews"),
    "recurrence": Words(
        "doit être une règle RRULE comme FREQ=WEEKLY;BYDAY=MO", "must be an RRULE such as FREQ=WEEKLY;BYDAY=MO"
    ),
    "mission_audience": Words("doit dire à qui elle s’adresse", "must say who it is for"),
    "mission_times": Words(
        "opens_at vient avant due_at, puis closes_at", "opens_at comes before due_at, then closes_at"
    ),
    "recurrence_start": Words("une série commence à opens_at", "a series begins at opens_at"),
    "reminders_due": Words("un rappel vient avant due_at : dis-le", "a reminder comes before due_at: say when"),
    "return_comment": Words("dis à la personne ce qui manque", "tell the person what is missing"),
    "value_error": UNKNOWN,
}


def pointer(location: Iterable[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def fault(error: Mapping[str, Any], where: str, location: Iterable[str | int]) -> dict[str, Any]:
    """One of Pydantic's errors, as an entry of a 422's `errors`; `message` waits for the reader's language."""
    words, english = MESSAGES.get(error["type"], UNKNOWN), error.get("ctx") or {}
    # Pydantic writes out the values that it knows of, with an English word before the last one.
    french = english | {name: english[name].replace("' or '", "' ou '") for name in ("expected",) if name in english}
    return {
        "in": where,
        "pointer": pointer(location),
        "code": error["type"],
        "message": Words(words.in_(Locale.FR, **french), words.in_(Locale.EN, **english)),
    }
