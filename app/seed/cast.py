"""The cast and its moments: app/data/cast-fr.json assigns the moments of experiences-fr.json."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.models.experiences import Context
from app.models.grants import Purpose
from app.models.portraits import Template
from app.models.talents import Stance
from app.schemas.transcriptions import CueWrite

DATA = Path(__file__).parents[1] / "data"
HERE = ZoneInfo("Europe/Paris")
NOON = time(12)
Place = tuple[float, float]


class SampleMoment(BaseModel):
    """One of the sixty moments of experiences-fr.json."""

    model_config = ConfigDict(extra="forbid")

    title: str
    body: str
    sphere: Literal["work", "training", "volunteering", "leisure", "everyday"]
    occurred_on: date
    place: str | None
    tags: list[str]
    skills: list[str]

    @property
    def context(self) -> Context:
        if self.sphere == "everyday":
            return Context.FAMILY if "famille" in self.tags else Context.LEISURE
        return Context(self.sphere)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Photo(Strict):
    scene: str
    alt: str
    caption: str | None = None
    upright: bool = False
    heic: bool = False


class Film(Strict):
    scene: str
    voice: str  # a file of data/demo
    seconds: float
    alt: str
    caption: str
    cues: list[CueWrite]


class VoiceNote(Strict):
    voice: str
    caption: str
    cues: list[CueWrite]


Medium = Photo | Film | VoiceNote


class Moment(Strict):
    """A sample moment, by its title, with this person's additions; or a moment of their own, by its date."""

    title: str | None = None
    lived_at: datetime | None = None
    at: time | None = None
    context: Context | None = None
    place: str | None = None
    organisation: str | None = None
    feeling: int
    people: list[str] = []
    skills: list[str] = []
    reflection: dict[str, str] | None = None
    media: list[str] = []
    instead: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """The name by which blocks cite the moment."""
        return self.title or (self.lived_at.isoformat() if self.lived_at else "")


class Block(Strict):
    text: str | None = None
    quote: str | None = None
    by: str | None = None
    experience: str | None = None


class Link(Strict):
    label: str
    purpose: Purpose
    passcode: str | None = None
    over: bool = False


class Journal(Strict):
    title: str
    summary: str | None = None
    cover: str | None = None
    blocks: list[Block]
    published: bool = False
    links: list[Link] = []


class Claim(Strict):
    skill: str
    level: int
    stance: Stance
    evidence: list[str]


class GrantFixture(Strict):
    label: str
    purpose: Purpose


class Portrayal(Strict):
    """A portrait, of the person's moments and talents, and its link."""

    name: str
    headline: str
    about: str | None = None
    english: dict[str, str] = {}
    template: Template
    talents: list[Claim]
    link: GrantFixture


class Person(Strict):
    name: str
    who: str
    email: str
    device: str
    birth_year: int
    media: dict[str, Medium]
    experiences: list[Moment]
    journals: list[Journal]
    portrait: Portrayal | None = None

    def id_of(self, kind: str, name: str, at: datetime) -> UUID:
        return steady_id(f"{self.email} {kind} {name}", at)


class Cast(Strict):
    places: dict[str, Place]
    people: list[Person]

    @cached_property
    def told(self) -> dict[str, SampleMoment]:
        told = TypeAdapter(list[SampleMoment]).validate_json((DATA / "experiences-fr.json").read_bytes())
        return {item.title: item for item in told}

    def lived_at(self, moment: Moment) -> datetime:
        if moment.title is None:
            return moment.lived_at or datetime.min.replace(tzinfo=HERE)
        return datetime.combine(self.told[moment.title].occurred_on, moment.at or NOON, HERE)

    def place_of(self, moment: Moment) -> str | None:
        return self.told[moment.title].place if moment.title else moment.place

    def citing(self, person: Person, medium: str) -> Moment:
        """Return the moment of a medium; a medium of a journal only belongs to the first moment."""
        moments: Iterable[Moment] = (experience for experience in person.experiences if medium in experience.media)
        return next(iter(moments), person.experiences[0])


def steady_id(seed: str, at: datetime) -> UUID:
    """A UUIDv7 that is the same at each run."""
    chance = hashlib.sha256(seed.encode()).digest()
    value = int(at.timestamp() * 1000) << 80 | int.from_bytes(chance[:10])
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def load() -> Cast:
    return Cast.model_validate(json.loads((DATA / "cast-fr.json").read_text()))
