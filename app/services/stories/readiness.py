"""Checks before a journal is published. Only blockers stop it; its author decides about warnings."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Uuid, bindparam, false, func, select

from app.core.actor import ME
from app.core.errors import Forbidden
from app.core.i18n import Language, primary
from app.core.projections import NOW, Element, SingleProjection, build, many
from app.core.text import first_name
from app.core.uow import Reading, UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.guardians import GuardedAct
from app.models.journals import Journal
from app.models.media import RECORDINGS, Media, MediaKind, MediaState, TranscriptionState
from app.models.users import AgeBracket, User
from app.policies.age import age_bracket, guardian_allows, require_age
from app.policies.journals import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.journals import ReadinessRead, Severity, WarningRead
from app.services.journal.journals import JournalNotFound
from app.services.stories import readiness_warnings as said
from app.services.stories.editions import BLOCK, CITED_EXPERIENCE, CITED_MEDIA, COVER, VALUE
from app.services.stories.readiness_warnings import EmptyJournal, Warn

LONG = 20_000  # characters, a quarter of an hour to read


class MediaFacts(BaseModel):
    id: UUID
    kind: MediaKind
    state: MediaState
    has_alt: bool
    has_transcript: bool
    has_proposal: bool

    @property
    def is_shown(self) -> bool:
        """It is shown, or its place is."""
        return self.state is not MediaState.REJECTED and self.kind is not MediaKind.DOCUMENT


class ExperienceFacts(BaseModel):
    language: str
    is_ahead: bool  # lived in the future, at its precision
    place: str | None
    organisation: str | None
    people: list[str]
    length: int
    media: list[MediaFacts]


class BlockFacts(BaseModel):
    kind: str
    length: int
    experience: ExperienceFacts | None
    media: MediaFacts | None

    @property
    def is_shown(self) -> bool:
        illustrates = self.media is not None and self.media.is_shown
        return self.kind in {"text", "quote"} or self.experience is not None or illustrates


class Facts(BaseModel):
    language: str
    has_summary: bool
    has_name: bool
    birth_year: int | None
    age_bracket: AgeBracket
    guardian_agrees: bool
    cover: MediaFacts | None
    blocks: list[BlockFacts]

    @property
    def is_showing_something(self) -> bool:
        return any(block.is_shown for block in self.blocks)

    @property
    def length(self) -> int:
        return sum(block.length + (block.experience.length if block.experience else 0) for block in self.blocks)

    @property
    def media(self) -> list[MediaFacts]:
        media = (medium for block in self.blocks if block.experience for medium in block.experience.media)
        return [*filter(None, [self.cover]), *(block.media for block in self.blocks if block.media), *media]


class Finding(NamedTuple):
    warn: Warn
    block: int | None = None
    media_id: UUID | None = None
    detail: str = ""

    def told(self, locale: Language) -> WarningRead:
        return WarningRead(
            code=self.warn.code,
            severity=self.warn.severity,
            block=self.block,
            media_id=self.media_id,
            message=self.warn.words.in_(locale, what=self.detail),
        )


def _length(*texts: Element) -> Element:
    return func.length(func.concat(*texts))


_MEDIA = build(
    {
        "id": Media.__table__.c.id,
        "kind": Media.__table__.c.kind,
        "state": Media.__table__.c.state,
        "has_alt": Media.alt.is_not(None),
        "has_transcript": Media.transcript.is_not(None),
        "has_proposal": func.coalesce(Media.transcription == TranscriptionState.PROPOSED, false()),
    }
)
_REFLECTION = (Experience.reflection[name].astext for name in ("did", "learned", "next"))
_EXPERIENCE = build(
    {
        "language": Experience.__table__.c.language,
        "is_ahead": func.date_trunc(Experience.lived_precision, Experience.lived_at) > NOW,
        "place": Experience.place["label"].astext,
        "organisation": Experience.__table__.c.organisation,
        "people": Experience.__table__.c.people,
        "length": _length(Experience.__table__.c.text, *_REFLECTION),
        "media": many(
            _MEDIA,
            ExperienceMedia.experience_id == Experience.id,
            Media.id == ExperienceMedia.media_id,
            order_by=ExperienceMedia.position,
        ),
    }
)
_BLOCK = build(
    {
        "kind": VALUE["kind"],
        "length": _length(VALUE["text"].astext),
        "experience": select(_EXPERIENCE).where(*CITED_EXPERIENCE).scalar_subquery(),
        "media": select(_MEDIA).where(*CITED_MEDIA).scalar_subquery(),
    }
)
_PERSON = User.__table__.c
FACTS = SingleProjection(
    SIGNED_IN,
    build(
        {
            "language": Journal.__table__.c.language,
            "has_summary": Journal.summary.is_not(None),
            "has_name": User.display_name.is_not(None),
            "birth_year": _PERSON.birth_year,
            "age_bracket": age_bracket(NOW),
            "guardian_agrees": guardian_allows(GuardedAct.PUBLISH),
            "cover": select(_MEDIA).where(*COVER).scalar_subquery(),
            "blocks": func.array(select(_BLOCK).select_from(BLOCK).order_by(BLOCK.c.position).scalar_subquery()),
        }
    ),
    Journal.version,
    readable_by(ME),
    User.id == ME.id,
    Journal.id == bindparam("id", type_=Uuid()),
    missing=JournalNotFound,
)


async def get(reading: Reading, journal_id: UUID) -> ReadinessRead:
    representation = await FACTS.get(reading, id=journal_id)
    findings = list(_look(Facts.model_validate_json(representation.json), reading.now))
    return ReadinessRead(
        ready=all(item.warn.severity is not Severity.BLOCKER for item in findings),
        warnings=[item.told(reading.locale) for item in findings],
    )


async def check(uow: UnitOfWork, journal_id: UUID) -> None:
    """Raise the blocker of `get` except for the age, which is checked before: EmptyJournal."""
    representation = await FACTS.show(uow, id=journal_id)
    facts = Facts.model_validate_json(representation.json)
    if not facts.is_showing_something:
        raise EmptyJournal


def _look(facts: Facts, now: datetime) -> Iterator[Finding]:
    yield from _author(facts, now)
    yield from _whole(facts)
    if facts.cover is not None:
        yield from _medium(facts.cover, None)
    for number, block in enumerate(facts.blocks):
        yield from _cited(block, number)
        if block.experience is not None:
            yield from _experience(block.experience, number, facts.language)


def _author(facts: Facts, now: datetime) -> Iterator[Finding]:
    try:
        require_age(User(birth_year=facts.birth_year), now, is_exempt=facts.guardian_agrees)
    except Forbidden as refusal:
        yield Finding(Warn(refusal.slug().replace("-", "_"), Severity.BLOCKER, refusal.title))
    else:
        if facts.age_bracket is not AgeBracket.ADULT:
            yield Finding(said.MINOR)
    if not facts.has_name:
        yield Finding(said.NO_AUTHOR_NAME)


def _whole(facts: Facts) -> Iterator[Finding]:
    rules = {
        said.EMPTY_JOURNAL: not facts.is_showing_something,
        said.NO_COVER: facts.cover is None,
        said.NO_SUMMARY: not facts.has_summary,
        said.VERY_LONG: facts.length > LONG,
        said.PEOPLE_VISIBLE: any(medium.is_shown for medium in facts.media),
    }
    yield from (Finding(warn) for warn, is_so in rules.items() if is_so)


def _cited(block: BlockFacts, number: int) -> Iterator[Finding]:
    if block.kind == "experience" and block.experience is None:
        yield Finding(said.EXPERIENCE_LEFT_OUT, number)
    if block.kind == "media" and block.media is None:
        yield Finding(said.MEDIA_LEFT_OUT, number)
    if block.media is not None:
        yield from _medium(block.media, number)


def _experience(experience: ExperienceFacts, number: int, language: str) -> Iterator[Finding]:
    rules = {
        said.MIXED_LANGUAGES: primary(experience.language) != primary(language),
        said.FUTURE_DATE: experience.is_ahead,
    }
    yield from (Finding(warn, number) for warn, is_so in rules.items() if is_so)
    for where, warn in ((experience.place, said.VISIBLE_PLACE), (experience.organisation, said.VISIBLE_ORGANISATION)):
        if where is not None:
            has_number = any(letter.isdigit() for letter in where)
            yield Finding(said.VISIBLE_ADDRESS if has_number else warn, number, detail=where)
    if experience.people:
        yield Finding(said.PEOPLE_WITHOUT_CONSENT, number, detail=", ".join(experience.people))
    for name in experience.people:
        if first_name(name) != name:
            yield Finding(said.FAMILY_NAME, number, detail=first_name(name))
    for medium in experience.media:
        yield from _medium(medium, number)


def _medium(medium: MediaFacts, number: int | None) -> Iterator[Finding]:
    if medium.kind is MediaKind.DOCUMENT:
        yield Finding(said.DOCUMENT_LEFT_OUT, number, medium.id)
    elif medium.state is not MediaState.READY:
        is_rejection = medium.state is MediaState.REJECTED
        yield Finding(said.UNREADABLE_MEDIA if is_rejection else said.MEDIA_NOT_READY, number, medium.id)
    if medium.kind is MediaKind.PHOTO and not medium.has_alt:
        yield Finding(said.PHOTO_WITHOUT_ALT, number, medium.id)
    if medium.kind in RECORDINGS and not medium.has_transcript:
        yield Finding(said.WORDS_PROPOSED if medium.has_proposal else said.NO_TRANSCRIPT, number, medium.id)
