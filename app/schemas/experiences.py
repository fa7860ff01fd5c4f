from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from app.core.dates import Precision
from app.core.faults import refusal
from app.models.experiences import Context
from app.models.media import MediaKind, MediaState
from app.schemas.languages import LanguageTag
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import EMBEDDED, IDS, Returnable, returns
from app.schemas.types import (
    Day,
    Feeling,
    Input,
    Instant,
    Latitude,
    Line,
    LocalInstant,
    Longitude,
    Offset,
    Organisation,
    Output,
    Paragraph,
    Reference,
    SafeText,
    Tag,
    distinct,
    once,
    one_of,
)

Cited = Annotated[Reference, EMBEDDED]


class Place(Input):
    label: Line = Field(examples=["Tours"])
    lat: Latitude | None = None
    lng: Longitude | None = None


class Reflection(Input):
    did: Paragraph | None = None
    learned: Paragraph | None = None
    next: Paragraph | None = None


class ExperienceWrite(Returnable):
    """Nothing is required but that it happened: one photo is a valid capture."""

    title: Line | None = Field(None, examples=["Mon premier mur droit"])
    text: SafeText | None = Field(None, examples=["Karim m’a montré comment tendre le fil."])
    context: Context | None = Field(
        None, description="What a portrait sorts by; without one, it is not in it unasked", examples=["work"]
    )
    lived_at: LocalInstant | None = Field(
        None, description="None: when it was captured", examples=["2026-03-03T14:10:00+01:00"]
    )
    lived_until: LocalInstant | None = None
    lived_precision: Precision = Precision.MINUTE
    utc_offset: Offset | None = Field(
        None, description="Minutes east of UTC where it was lived. None: as lived_at says"
    )
    captured_at: Instant | None = Field(None, description="When the phone caught it. None: now")
    phone_time: Instant | None = Field(
        None,
        description="What the phone’s clock said at the capture, where it was wrong: `captured_at`, and `lived_at` "
        "where nobody chose it, are mended by `served_at`. None: it was right",
    )
    place: Place | None = None
    organisation: Organisation | None = Field(
        None,
        examples=["Maçonnerie Dubois"],
        description="Where, at whose place: a company, a club, a school. Stories and portraits show it beside the "
        "place; those to whom you give access to an experience do not see it",
    )
    people: Annotated[list[Line], AfterValidator(distinct)] = Field(
        [],
        max_length=30,
        examples=[["Karim", "Inès"]],
        description="First names, no family names (« prénoms, pas de noms »). This list is for you alone; what you "
        "write in a text is shown as you wrote it. Before a moment with them is published you are asked whether they "
        "agree",
    )
    feeling: Feeling | None = None
    kept_aside: bool = Field(
        default=False,
        description="It speaks of health, beliefs, origin, or of what is yours alone: not read for suggestions, and "
        "not shown with all your experiences. Others read it when you give access to it by its id",
    )
    reflection: Reflection | None = None
    tags: Annotated[list[Tag], AfterValidator(once)] = Field([], max_length=30, examples=[["chantier"]])
    skills: Annotated[list[Cited], AfterValidator(distinct)] = Field([], max_length=30, description=IDS)
    media: Annotated[list[Cited], AfterValidator(distinct)] = Field(
        [],
        max_length=30,
        description=f"{IDS}, in order. Declare each by `PUT /v1/media/{{media_id}}` first; its bytes may come later",
    )
    refused_skills: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=100, description="Skills that you said no to: they are not suggested for it any more"
    )
    language: LanguageTag | None = Field(None, description="BCP 47. None: the person's own")

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> "ExperienceWrite":
        if self.lived_until and self.lived_at and self.lived_until < self.lived_at:
            raise refusal("ends_before_it_begins", "lived_until doit suivre lived_at")
        return self


class ExperiencePatch(MergePatch):
    of = ExperienceWrite


Edge = Annotated[
    Day | Instant,
    one_of("day_or_instant", "doit être un jour AAAA-MM-JJ ou une date et heure RFC 3339, entre 1900 et 2200"),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T.+)?$", "maxLength": 40, "examples": ["2026-03-03"]}
    ),
]


FORMER_FILTERS = {"skill": "skill_id", "journal": "journal_id"}


class OwnExperienceQuery(PageQuery):
    state: Literal["kept", "trashed"] = "kept"
    context: Context | None = None
    tag: Tag | None = None
    skill: Reference | None = Field(None, alias="skill_id")
    journal: Reference | None = Field(None, alias="journal_id")
    from_: Edge | None = Field(None, alias="from", description="A day, or an instant: lived then or later")
    to: Edge | None = Field(None, description="A day (included), or an instant: lived before")
    q: Line | None = Field(None, description="French and English words; accents and endings do not matter")
    has_media: bool | None = None
    incomplete: bool | None = Field(None, description="Less than 60 % told")

    @model_validator(mode="before")
    @classmethod
    def _take_former_names(cls, value: dict[str, object]) -> dict[str, object]:
        return {FORMER_FILTERS.get(name, name): item for name, item in value.items()}


class ExperienceQuery(OwnExperienceQuery):
    person: Reference | None = Field(
        None, alias="user_id", description="Of somebody who granted you theirs; None: your own"
    )

    @model_validator(mode="after")
    def _asks_others_for_what_they_show(self) -> "ExperienceQuery":
        own = (self.q, self.journal, self.incomplete, None if self.state == "kept" else self.state)
        if self.person is not None and any(item is not None for item in own):
            raise refusal("own_only", "state, journal_id, q et incomplete ne vont qu’avec ce qui est à soi")
        return self


class CalendarQuery(Input):
    from_: Day = Field(alias="from", examples=["2026-03-01"])
    to: Day = Field(examples=["2026-03-31"], description="Included; at most 400 days after `from`")

    @model_validator(mode="after")
    def _not_too_long(self) -> "CalendarQuery":
        if not 0 <= (self.to - self.from_).days <= 400:  # noqa: PLR2004  as the description says
            raise refusal("calendar_span", "`to` doit suivre `from`, au plus 400 jours après")
        return self


class DayQuery(PageQuery):
    day: Day | None = Field(None, description="None: today, in the person's time zone")


class CitedMediaRead(Output):
    id: UUID
    kind: MediaKind
    state: MediaState
    alt: str | None
    caption: str | None
    transcript: str | None
    thumbhash: str | None
    width: int | None
    height: int | None
    duration: float | None
    variants: list[str] = Field(
        description="The names of what can be shown of it, each at the session’s `media_url`. Pictures are WebP, and "
        "fit into a square: `thumb` of 320 pixels, `small` of 800, `large` of 1600. All else is at /v1/media/{media_id}"
    )


class SkillRead(Output):
    id: UUID
    framework: str
    code: str
    labels: dict[str, str]


class PlaceRead(Output):
    label: str
    lat: float | None
    lng: float | None


class ReflectionRead(Output):
    did: str | None
    learned: str | None
    next: str | None


class ExperienceRead(Output):
    id: UUID
    title: str | None
    text: str | None
    context: Context | None
    lived_at: Instant
    lived_until: Instant | None
    lived_on: date = Field(description="The day of `lived_at` where it was lived: what to show")
    lived_precision: Precision
    utc_offset: int = Field(description="Minutes east of UTC where it was lived")
    captured_at: Instant
    phone_time: Instant | None = Field(
        description="What the clock of the phone said at the capture, where it was wrong; for its owner alone"
    )
    received_at: Instant
    place: PlaceRead | None
    organisation: str | None
    people: list[str]
    feeling: int | None = Field(ge=1, le=5, description="1 to 5; for its owner alone")
    kept_aside: bool
    reflection: ReflectionRead | None
    tags: list[str]
    skills: list[SkillRead]
    media: list[CitedMediaRead]
    refused_skills: list[UUID] = Field(description="That its author said no to; for them alone")
    language: LanguageTag
    completeness: int = Field(ge=0, le=100, description="Per cent of what there is to tell")
    version: int
    updated_at: Instant
    trashed_at: Instant | None


returns(ExperienceRead, ExperienceWrite)


class CardMediumRead(Output):
    id: UUID
    kind: MediaKind
    alt: str | None
    thumbhash: str | None
    width: int | None
    height: int | None
    variants: list[str] = Field(
        description="The names of what can be shown of it, each at the session’s `media_url`; none until it is ready"
    )


class CardSkillRead(Output):
    id: UUID
    label: str = Field(description="In the language of its reader; French where it has none")


class ExperienceCardRead(Output):
    id: UUID
    name: str = Field(description="Its title; without one its first words, else its context and day")
    excerpt: str | None = Field(
        description="Up to 280 characters of its text; without one of what was done, or is said in a recording"
    )
    language: LanguageTag
    context: Context | None
    lived_at: Instant
    lived_on: date = Field(description="The day of `lived_at` where it was lived: what to show")
    lived_precision: Precision
    utc_offset: int = Field(description="Minutes east of UTC where it was lived")
    feeling: int | None = Field(ge=1, le=5, description="1 to 5")
    kept_aside: bool
    completeness: int = Field(ge=0, le=100, description="Per cent of what there is to tell")
    media: list[CardMediumRead] = Field(max_length=4, description="The first four")
    media_count: int = Field(ge=0)
    skills: list[CardSkillRead] = Field(max_length=4, description="The first four")
    skill_count: int = Field(ge=0)
    version: int
    trashed_at: Instant | None


class CalendarDayRead(Output):
    day: date
    count: int


class CalendarRead(Output):
    days: list[CalendarDayRead]
