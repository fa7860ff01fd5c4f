"""Languages that a person may be addressed in: those of the catalogues. The document names each."""

from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

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
