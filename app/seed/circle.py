"""The people around the cast: a community, an endorser, a counsellor. See app/data/circle-fr.json."""

from typing import Literal

from pydantic import Field

from app.models.communities import CommunityKind, JoinPolicy, Visibility
from app.models.grant_requests import RequestTargetType
from app.models.grants import Right
from app.seed.cast import DATA, Photo, Portrayal, Strict

MissionName = Literal["first", "week"]


class Soul(Strict):
    """A person who takes part in activities of others only."""

    name: str
    email: str
    birth_year: int
    who: str = ""
    tags: list[str] = Field([])


class Ask(Strict):
    """A mission."""

    title: str
    brief: str
    skills: list[str]
    photos: int
    recurrence: str | None = None


class Reply(Strict):
    """A reply to a mission: an earlier moment, a new one, or a reason to decline."""

    by: str
    mission: MissionName
    moment: str | None = None
    title: str | None = None
    text: str | None = None
    photo: Photo | None = None
    late: bool = False
    decline: str | None = None
    decision: Literal["accept", "return"] | None = None
    comment: str | None = None


class Gathering(Strict):
    kind: CommunityKind
    name: str
    charter: str
    visibility: Visibility
    join_policy: JoinPolicy
    weekly_notification_cap: int
    manager: Soul
    helper: Soul
    invitation: str
    members: list[Soul]
    missions: dict[MissionName, Ask]
    answers: list[Reply]
    talents: list[str]


class Word(Strict):
    """An endorsement of a talent by another person."""

    skill: str
    email: str
    asked: str
    message: str
    evidence: list[str]
    name: str
    role: str
    comment: str


class ConfirmedPortrayal(Portrayal):
    """A portrait with a story, and with an endorsement of a talent; its link goes out by mail."""

    of: str
    story: str
    endorsement: Word
    mailed_to: str
    message: str


class Wish(Strict):
    """A counsellor's request to a person, and that person's answer."""

    of: str
    asks: list[RequestTargetType]
    rights: list[Right]
    message: str
    gives: list[RequestTargetType] | None = None
    moments: list[str] | None = None
    days: int | None = None
    comment: str | None = None
    waits: bool = False


class Counsellor(Soul):
    requests: list[Wish]


class Circle(Strict):
    community: Gathering
    portrait: ConfirmedPortrayal
    counsellor: Counsellor


def load() -> Circle:
    return Circle.model_validate_json((DATA / "circle-fr.json").read_text())
