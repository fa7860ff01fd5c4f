"""The ledger of consents: what was agreed to, when, on which text. People read theirs; nobody changes it."""

from uuid import UUID

from sqlalchemy import update

from app.core.actor import ME
from app.core.i18n import Locale
from app.core.projections import Json, Projection, shape
from app.core.uow import Reading, UnitOfWork
from app.models.consents import Consent, ConsentKind
from app.models.users import User
from app.policies.consent_texts import TEXTS
from app.policies.sessions import SIGNED_IN
from app.schemas.consents import ConsentRead, ConsentTextRead
from app.schemas.pages import PageQuery

CONSENTS = Projection(
    "consents.consents",
    SIGNED_IN,
    shape(Consent, ConsentRead),
    Consent.person_id == ME.id,
    order=(Consent.given_at, Consent.id),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await CONSENTS.page(reading, **query.model_dump())


def texts() -> list[ConsentTextRead]:
    return [
        ConsentTextRead(kind=kind, version=text.version, fr=text.words.in_(Locale.FR), en=text.words.in_(Locale.EN))
        for kind, text in TEXTS.items()
    ]


async def give(uow: UnitOfWork, kind: ConsentKind, subject_id: UUID) -> None:
    """The signed-in person's own, in the language of their account."""
    person = await uow.session.get_one(User, uow.actor.id)
    record(uow, kind, subject_id, person)


def record(uow: UnitOfWork, kind: ConsentKind, subject_id: UUID, person: User, given_by: str | None = None) -> None:
    text = TEXTS[kind]
    shown = {"text": text.words.in_(person.locale), "text_version": text.version}
    uow.session.add(
        Consent(person_id=person.id, kind=kind, subject_id=subject_id, given_by=given_by, given_at=uow.now, **shown)
    )


async def withdraw(
    uow: UnitOfWork, subject_id: UUID, person_id: UUID | None = None, kind: ConsentKind | None = None
) -> None:
    """All that was given about it, or only that person's, of that kind. Nothing happens when there is none."""
    given = (Consent.subject_id == subject_id) & Consent.withdrawn_at.is_(None)
    if person_id is not None:
        given &= Consent.person_id == person_id
    if kind is not None:
        given &= Consent.kind == kind
    await uow.session.execute(update(Consent).where(given).values(withdrawn_at=uow.now))
