"""Two notions: the `locale` that a person is addressed in, one of the catalogues, which the document names; and the
`language` of what people write, any tag of BCP 47.
"""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from app.core.i18n import Language, Locale, languages


def _known(value: object, validate: core_schema.ValidatorFunctionWrapHandler) -> Language:
    if isinstance(value, str) and value in languages():
        return Language(value)
    choice: Language = validate(value)
    return choice


class _AsLocale:
    """Is a `Locale` in the document as long as there are no other languages."""

    @staticmethod
    def __get_pydantic_core_schema__(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        serialization = core_schema.plain_serializer_function_ser_schema(str)
        return core_schema.no_info_wrap_validator_function(
            _known, handler.generate_schema(Locale), serialization=serialization
        )

    @staticmethod
    def __get_pydantic_json_schema__(schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:  # noqa: ANN401
        tags = [str(item) for item in languages()]
        readable = {name: value for name, value in schema.items() if name != "serialization"}
        return handler(readable) if set(tags) == set(Locale) else {"type": "string", "enum": tags}


AnyLanguage = Annotated[Language, _AsLocale]

BCP_47 = (
    r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(-x(-[A-Za-z0-9]{1,8})+)?$"
)
LONGEST_TAG, SCRIPT, REGION = 32, 4, 2


def canonical(tag: str) -> str:
    """Write a tag as RFC 5646 recommends: `zh-Hant-TW`."""
    head, *subtags = tag.lower().split("-")
    private = subtags.index("x") if "x" in subtags else len(subtags)
    words = {SCRIPT: str.capitalize, REGION: str.upper}
    cased = [words.get(len(item), str)(item) if item.isalpha() else item for item in subtags[:private]]
    return "-".join([head, *cased, *subtags[private:]])


LanguageTag = Annotated[
    str,
    StringConstraints(pattern=BCP_47, max_length=LONGEST_TAG, strict=True),
    AfterValidator(canonical),
    Field(examples=["fr"], description="BCP 47"),
]


def _well_formed(tag: str) -> str:
    if len(tag) > LONGEST_TAG or re.fullmatch(BCP_47, tag, re.ASCII) is None:
        raise PydanticKnownError("string_pattern_mismatch", {"pattern": BCP_47})
    return canonical(tag)


def _without_none(value: object) -> object:
    """A patch, and what is of 0.1.0, have null for a language without words. A wrong tag is a fault of the map."""
    if not isinstance(value, dict):
        return value
    return {_well_formed(tag): words for tag, words in value.items() if words is not None}


# As a name in a map: a pattern there is one of properties, which generators do not know.
TagName = Annotated[str, AfterValidator(_well_formed)]
WORDS_ONLY = BeforeValidator(_without_none)
Localised = Annotated[dict[str, str], WORDS_ONLY, Field(description="By the BCP 47 tag of its language")]
