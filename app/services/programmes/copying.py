"""Copying a template: its steps become missions, drafts whose ids follow from the programme's; so do its room and its
report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from itertools import count
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from app.core.clock import on_the_wire
from app.core.errors import Unprocessable, wrong
from app.core.faults import faults
from app.core.i18n import Language, Locale, Words
from app.models.missions import AudienceKind, MissionKind
from app.models.programme_reports import ReportSectionKind
from app.models.rooms import RoomMinors
from app.schemas.missions import MissionWrite
from app.schemas.programme_reports import MOST_DAYS, ProgrammeReportWrite
from app.schemas.programme_templates import (
    ITEM,
    START,
    Ask,
    ProgrammeTemplate,
    TemplateEvent,
    TemplateStep,
    TemplateSurvey,
    day_of,
    words_in,
)
from app.schemas.programmes import Choice
from app.schemas.rooms import RoomWrite
from app.schemas.types import YEARS

UNKNOWN_CHOICE = Words("le modèle ne demande pas cela")
OTHER_CHOICE = Words("le modèle attend un jour écrit AAAA-MM-JJ, une ligne, ou des lignes")
DEFAULT_HOUR = time(9)
AFTER_EVENT = timedelta(days=1)  # until then people are noted as present
LONG_ENOUGH = timedelta(days=3)  # for a reminder the day before
DAY_BEFORE = 24 * 60  # minutes
ID_BYTES, TIME_BYTES = 16, 6
Body = TypeVar("Body", bound=BaseModel)
ASKED_IN_ROOMS = (MissionKind.SURVEY, MissionKind.PROPOSAL, MissionKind.BALLOT)  # asked of whoever is there
ROOM, REPORT = "/room", "/report"  # no keys of steps


def derived_id(programme_id: UUID, key: str) -> UUID:
    """Return the id of a step: a UUIDv7 with the time of the programme's, the same for the same key."""
    digest = blake2b(programme_id.bytes + key.encode(), digest_size=ID_BYTES).digest()
    number = int.from_bytes(programme_id.bytes[:TIME_BYTES] + digest[TIME_BYTES:])
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


@dataclass(frozen=True, slots=True)
class Copy:
    """A template, with what was chosen of it."""

    template: ProgrammeTemplate
    programme_id: UUID
    community_id: UUID
    starts_on: date
    zone: ZoneInfo
    language: Language
    values: Mapping[str, Sequence[str]]

    def missions(self) -> Iterator[tuple[UUID, MissionWrite]]:
        """Yield the missions of its steps, in order. Raises Unprocessable where choices do not go together."""
        positions = count(1)
        for step in self.template.steps:
            for number, item in enumerate(self._items(step)):
                body = self._body(step, item) | {"position": next(positions)}
                yield self._id(step.key, number), _checked(MissionWrite, body)

    def room(self, *, is_school: bool) -> tuple[UUID, RoomWrite] | None:
        """Return the room in which some of its steps are run. Pupils come as guests in a known school alone.

        Raises Unprocessable where too many steps are run in it.
        """
        room = self.template.room
        if room is None:
            return None
        keys = [step.key for step in self.template.steps if step.in_room]
        minors = room.minors
        body = room.model_dump(exclude={"minors"}) | {
            "community_id": self.community_id,
            "programme_id": self.programme_id,
            "missions": [mission_id for key in keys for mission_id in self._ids(key)],
            "minors": RoomMinors.NONE if minors is RoomMinors.SCHOOL and not is_school else minors,
        }
        return derived_id(self.programme_id, ROOM), _checked(RoomWrite, body)

    def report(self, title: str, ends_on: date | None) -> tuple[UUID, ProgrammeReportWrite]:
        """Return the report of the programme, without the parts that somebody has to write."""
        kinds = [kind for kind in self.template.report.sections if str(kind) != ReportSectionKind.TEXT]
        longest = self.starts_on + timedelta(days=MOST_DAYS - 1)
        body = {
            "community_id": self.community_id,
            "programme_id": self.programme_id,
            "kind": self.template.report.kind,
            "title": title,
            "starts_on": self.starts_on,
            "ends_on": min(ends_on or longest, longest),
            "language": str(Locale.EN if self.language.base == Locale.EN else Locale.FR),
            "sections": [{"kind": str(kind)} for kind in kinds],
        }
        return derived_id(self.programme_id, REPORT), _checked(ProgrammeReportWrite, body)

    def _items(self, step: TemplateStep) -> Sequence[str | None]:
        return [None] if step.for_each is None else self.values[step.for_each]

    def _id(self, key: str, number: int) -> UUID:
        return derived_id(self.programme_id, f"{key}/{number}")

    def _ids(self, key: str) -> list[UUID]:
        [step] = (step for step in self.template.steps if step.key == key)
        return [self._id(key, number) for number in range(len(self._items(step)))]

    def _body(self, step: TemplateStep, item: str | None) -> dict[str, Any]:
        opens, closes = self._moment(step.opens), self._moment(step.closes)
        body: dict[str, Any] = {
            "community_id": self.community_id,
            "programme_id": self.programme_id,
            "kind": str(step.kind),
            "title": self._text(step.title, item),
            "brief": self._text(step.brief, item),
            "opens_at": opens,
            "due_at": self._moment(step.due) or closes,
            "closes_at": closes,
        }
        if closes is not None and opens is not None and closes - opens > LONG_ENOUGH:
            body["reminders"] = [DAY_BEFORE]
        if step.opens_after is not None:
            minutes, earlier = step.opens_after.minutes, self._ids(step.opens_after.step)[-1]
            body["opens_after"] = {"mission_id": earlier, "minutes": minutes}
        if step.in_room and self.template.room is not None and step.kind in ASKED_IN_ROOMS:
            body["audience"] = {"type": AudienceKind.ROOM, "room_id": derived_id(self.programme_id, ROOM)}
        return body | self._form(step, item)

    def _form(self, step: TemplateStep, item: str | None) -> dict[str, Any]:
        if step.survey is not None:
            return {"survey": self._survey(step.survey)}
        if step.event is not None:
            form = self._event(step.event)
            return {"event": form, "closes_at": datetime.fromisoformat(form["ends_at"]) + AFTER_EVENT}
        if step.proposal is not None:
            of = step.proposal.themes_of
            themes = [self._text(theme, item) for theme in step.proposal.themes]
            if of is not None:
                themes = [item or ""] if of == ITEM else list(self.values[of])
            return {"proposal": step.proposal.model_dump(mode="json", exclude={"themes_of"}) | {"themes": themes}}
        if step.ballot is not None:
            of_missions = [str(mission_id) for key in step.ballot.of for mission_id in self._ids(key)]
            plan = self.template.plan
            winners = plan.top if plan is not None and plan.of in step.ballot.of else None
            return {"ballot": step.ballot.model_dump(mode="json") | {"of": of_missions, "winners": winners}}
        return {}

    def _survey(self, survey: TemplateSurvey) -> dict[str, Any]:
        earlier = [step.survey for step in self.template.steps if step.key == survey.before and step.survey]
        same = [item for form in earlier for item in form.questions if item.code in survey.same]
        questions = [
            {
                "code": question.code,
                "type": str(question.type),
                "text": self._text(question.text, None),
                "options": [words_in(option, self.language) for option in question.options],
                "required": question.required,
                "translations": {
                    str(locale): {
                        "text": self._text(question.text, None, locale),
                        "options": [words_in(option, locale) for option in question.options],
                    }
                    for locale in Locale
                    if words_in(question.text, locale) != words_in(question.text, self.language)
                },
            }
            for question in (*same, *survey.questions)
        ]
        form: dict[str, Any] = {"questions": questions, "sheets": survey.sheets, "results": survey.results}
        if survey.before is not None:
            form["before"] = str(self._ids(survey.before)[0])
        return form

    def _event(self, event: TemplateEvent) -> dict[str, Any]:
        day = max(self._day(event.on), self.starts_on)
        return {
            "starts_at": self._at(day, event.begins),
            "ends_at": self._at(day, event.ends),
            "place": {"label": self._text(event.place, None)},
            "capacity": event.capacity,
            "walk_ins": event.walk_ins,
            "certificate": event.certificate,
            "agenda": [
                {"starts_at": self._at(day, item.at), "title": self._text(item.title, None)} for item in event.agenda
            ],
        }

    def _text(self, text: Mapping[Locale, str], item: str | None, language: Language | None = None) -> str:
        """Fill the blanks: plain replacement, since what was chosen may have braces."""
        words = words_in(text, language or self.language)
        blanks = {key: values[0] for key, values in self.values.items()} | ({} if item is None else {ITEM: item})
        parts = words.split("{")
        filled = [self._fill(part, blanks) for part in parts[1:]]
        return "".join([parts[0], *filled])

    @staticmethod
    def _fill(part: str, blanks: Mapping[str, str]) -> str:
        key, brace, rest = part.partition("}")
        return f"{blanks[key]}{rest}" if brace and key in blanks else f"{{{part}"

    def _day(self, expression: str) -> date:
        key = day_of(expression)
        first = self.starts_on if key == START else date.fromisoformat(self.values[key][0])
        offset = expression.removeprefix(key).partition("T")[0].removesuffix("d")
        return first + timedelta(days=int(offset or 0))

    def _moment(self, expression: str | None) -> datetime | None:
        """Return when that is. Before the first day nothing opens or ends by itself: the team does it."""
        if expression is None or self._day(expression) < self.starts_on:
            return None
        hour = expression.partition("T")[2]
        moment = time.fromisoformat(hour) if hour else DEFAULT_HOUR
        return datetime.combine(self._day(expression), moment, self.zone).astimezone(UTC)

    def _at(self, day: date, hour: str) -> str:
        return on_the_wire(datetime.combine(day, time.fromisoformat(hour), self.zone))


def _checked(schema: type[Body], body: Mapping[str, Any]) -> Body:
    """Raises Unprocessable: what was chosen does not go together."""
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        errors = [entry | {"loc": ("choices",)} for entry in error.errors()]
        raise Unprocessable(errors=faults(errors, "body")) from error


def chosen(
    template: ProgrammeTemplate, choices: Sequence[Choice], starts_on: date, language: Language
) -> Mapping[str, Sequence[str]]:
    """Return the values of what the template asks: as chosen, or as it proposes. Raises Unprocessable."""
    asks = {ask.key: ask for ask in template.asks}
    unfit = [
        wrong(f"/choices/{number}", "unknown_choice", UNKNOWN_CHOICE)
        if choice.key not in asks
        else wrong(f"/choices/{number}/values", "unknown_choice", OTHER_CHOICE)
        for number, choice in enumerate(choices)
        if choice.key not in asks or not _fits(asks[choice.key], choice.values)
    ]
    if unfit:
        raise Unprocessable(errors=unfit)
    values = {choice.key: choice.values for choice in choices}
    return {key: values.get(key) or _proposed(ask, starts_on, language) for key, ask in asks.items()}


def _fits(ask: Ask, values: Sequence[str]) -> bool:
    if ask.type == "day":
        try:
            year = date.fromisoformat(values[0]).year
        except ValueError:
            return False
        return len(values) == 1 and year in YEARS
    return ask.type == "lines" or len(values) == 1


def _proposed(ask: Ask, starts_on: date, language: Language) -> Sequence[str]:
    if ask.day is None:
        return [words_in(label, language) for label in ask.values]
    offset = ask.day.removeprefix(START).removesuffix("d")
    return [(starts_on + timedelta(days=int(offset or 0))).isoformat()]
