"""What may come in. A type here is the only place where a range or a character is refused."""

import hashlib
import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    UUID7,
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializationInfo,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from app.core.clock import on_the_wire
from app.core.faults import refusal
from app.core.text import LINE_BREAK, clean, is_blank, normalise_email

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
YEARS = range(1900, 2200)
ZONES = frozenset(available_timezones()) - {"localtime"}  # of this machine; PostgreSQL does not know it
When = TypeVar("When", date, datetime)
DIGEST = object()  # the context in which a body is written for its digest
HEX = r"^[0-9a-f]{64}$"


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def digest(self) -> str:
        """Defaults left out, so that a field added later does not make yesterday's body another body; and the text that
        was shown, which another version of may be shown before it is sent again. Instants are spelled as in 1.0: what a
        phone sent then, and sends again now, is the same."""
        words = self.model_dump_json(exclude_defaults=True, exclude={"consent"}, context=DIGEST)
        return hashlib.sha256(words.encode()).hexdigest()


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class NamedRead(Output):
    """A community, a structure or a programme, wherever one is named."""

    id: UUID
    name: str


def _clean(value: object) -> object:
    try:
        return clean(value) if isinstance(value, str) else value
    except ValueError as error:
        raise refusal("unsafe_characters", "contient des caractères de contrôle, qui ne s’affichent pas") from error


def _trim(value: object) -> object:
    """Without blank lines before it, and blanks after it; its first line stays as far in as the others, as in verse."""
    if not isinstance(value, str):
        return value
    text = value.rstrip()
    before = text[: len(text) - len(text.lstrip())]
    return text[before.rfind("\n") + 1 :]


def _show(value: object) -> object:
    return "" if isinstance(value, str) and is_blank(value) else value


def _single_line(value: str) -> str:
    if LINE_BREAK.search(value):
        raise refusal("line_break", "tient sur une seule ligne")
    return value


def _email(value: str) -> str:
    try:
        return normalise_email(value)
    except ValueError as error:
        raise refusal("email", "doit être une adresse mail") from error


def _as_written(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and RFC3339.fullmatch(value)):
        return value
    raise refusal("rfc3339", "doit être une date et heure RFC 3339 avec décalage, comme 2026-03-03T14:10:00+01:00")


def _as_day(value: object) -> object:
    if (isinstance(value, date) and not isinstance(value, datetime)) or (
        isinstance(value, str) and ISO_DAY.fullmatch(value)
    ):
        return value
    raise refusal("iso_day", "doit être un jour écrit AAAA-MM-JJ")


def _in_our_time(value: When) -> When:
    try:
        within = (value.astimezone(UTC) if isinstance(value, datetime) else value).year in YEARS
    except OverflowError:
        within = False
    if not within:
        raise refusal("out_of_time", "doit être entre 1900 et 2200")
    return value


def _spell(value: datetime, info: SerializationInfo) -> str:
    if info.context is not DIGEST:
        return on_the_wire(value)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".") + "Z"


def _zone(value: str) -> str:
    if value not in ZONES:
        raise refusal("timezone", "doit être un fuseau horaire comme Europe/Paris")
    return ZoneInfo(value).key


def distinct(values: list[Any]) -> list[Any]:
    if len(set(values)) < len(values):
        raise refusal("repeated", "contient deux fois la même chose")
    return values


def once(tags: list[str]) -> list[str]:
    """As it was written first: « Été » and « été » are one."""
    labels: dict[str, str] = {}
    for tag in tags:
        labels.setdefault(tag.casefold(), tag)
    return list(labels.values())


def one_of(code: str, message: str) -> WrapValidator:
    """For a choice of types. Pydantic says what is wrong for each of them, at places that no client knows."""

    def choose(value: object, types: ValidatorFunctionWrapHandler) -> object:
        try:
            return types(value)
        except ValidationError as error:
            raise refusal(code, message) from error

    return WrapValidator(choose)


_CLEAN = BeforeValidator(_clean)  # runs first, and stands last: the constraints before it are those of a text
_TRIM_VALIDATOR = BeforeValidator(_trim)  # then these: they stand before
_DISPLAY_VALIDATOR = BeforeValidator(_show)
SINGLE_LINE = AfterValidator(_single_line)
SafeText = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000, strict=True), _TRIM_VALIDATOR, _DISPLAY_VALIDATOR, _CLEAN
]
Paragraph = Annotated[
    str, StringConstraints(min_length=1, max_length=5_000, strict=True), _TRIM_VALIDATOR, _DISPLAY_VALIDATOR, _CLEAN
]
Excerpt = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strict=True), _TRIM_VALIDATOR, _DISPLAY_VALIDATOR, _CLEAN
]
# A line has no blanks at its ends, and one of blanks alone is none.
Sentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000, strict=True),
    _DISPLAY_VALIDATOR,
    _CLEAN,
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, strict=True),
    SINGLE_LINE,
    _DISPLAY_VALIDATOR,
    _CLEAN,
]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, strict=True), SINGLE_LINE, _DISPLAY_VALIDATOR, _CLEAN
]  # may be empty
Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, strict=True),
    SINGLE_LINE,
    _DISPLAY_VALIDATOR,
    _CLEAN,
]
Organisation = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, strict=True),
    SINGLE_LINE,
    _DISPLAY_VALIDATOR,
    _CLEAN,
]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254, strict=True), AfterValidator(_email)]
Password = Annotated[str, StringConstraints(min_length=12, max_length=200, strict=True), _CLEAN]
Passcode = Annotated[str, StringConstraints(min_length=4, max_length=64, strict=True), _CLEAN]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=20_000, strict=True), _CLEAN]  # either, as typed
_DATE_TIME = WithJsonSchema({"type": "string", "format": "date-time"})
# Keeps the offset it came with: a moment was lived somewhere.
LocalInstant = Annotated[
    AwareDatetime,
    BeforeValidator(_as_written),
    AfterValidator(_in_our_time),
    PlainSerializer(_spell, return_type=str, when_used="json"),
    _DATE_TIME,
]
Instant = Annotated[LocalInstant, AfterValidator(lambda value: value.astimezone(UTC))]
Day = Annotated[
    date,
    BeforeValidator(_as_day),
    AfterValidator(_in_our_time),
    WithJsonSchema({"type": "string", "format": "date"}),
]
TimeOfDay = Annotated[
    time,
    BeforeValidator(lambda value: value if isinstance(value, time) or re.fullmatch(r"\d\d:\d\d", str(value)) else "?"),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "examples": ["22:00"]}),
]
V7 = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
Id = Annotated[UUID7, WithJsonSchema({"type": "string", "format": "uuid", "pattern": V7})]  # made by clients
Timezone = Annotated[str, StringConstraints(max_length=64, strict=True), AfterValidator(_zone)]
BirthYear = Annotated[int, Field(ge=1900, le=2199, strict=True)]
Feeling = Annotated[int, Field(ge=1, le=5, strict=True)]
Offset = Annotated[int, Field(ge=-14 * 60, le=14 * 60, strict=True, description="Minutes east of UTC")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)]
Sha256 = Annotated[str, StringConstraints(pattern=HEX, strict=True)]
Reference = UUID  # to something that is looked up: any version
