"""The ledger of consents: what was agreed to, when, on which text. People read theirs; nobody changes it."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update

from app.core.actor import ME
from app.core.errors import Conflict
from app.core.i18n import Locale, Words
from app.core.projections import Json, Projection, shape
from app.core.uow import Reading, UnitOfWork
from app.models.consents import REFUSALS, Consent, ConsentKind
from app.models.users import User
from app.policies.consent_texts import TEXTS, Blank
from app.policies.sessions import SIGNED_IN
from app.schemas.consents import ConsentGiven, ConsentRead, ConsentTextRead
from app.schemas.pages import PageQuery


class ConsentOutdated(Conflict):
    """Carries `current`: `kind`, `text_version`, `locale` and `text`, the sentence to show."""

    title = Words("Montre d’abord le texte actuel de cet accord", "Show first the current text of that agreement")
    advice = Words(
        "Rien n’est fait. `current` porte la phrase à montrer ; renvoie ensuite la même demande avec son `kind` et sa "
        "`text_version` dans `consent`.",
        "Nothing was done. `current` carries the sentence to show; then send the same request again with its `kind` "
        "and `text_version` in `consent`.",
    )


class ConsentSentence(NamedTuple):
    """The sentence of one act, and whether whoever agreed stated its version."""

    kind: ConsentKind
    version: str
    locale: Locale
    text: str
    is_stated: bool


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
    return [ConsentTextRead(kind=kind, version=text.version, **text.said()._asdict()) for kind, text in TEXTS.items()]


def show(kind: ConsentKind, stated: ConsentGiven | None, locale: Locale, **blanks: Blank) -> ConsentSentence:
    """The sentence of that act, in the language that was stated, else in that one."""
    version = TEXTS[kind].version
    locale = (stated and stated.locale) or locale
    is_stated = stated is not None and (stated.kind, stated.text_version) == (kind, version)
    return ConsentSentence(kind, version, locale, TEXTS[kind].said(**blanks).in_(locale), is_stated)


def check(
    uow: UnitOfWork, kind: ConsentKind, stated: ConsentGiven | None, locale: Locale, **blanks: Blank
) -> ConsentSentence:
    """The same, for what is agreed to. Raises ConsentOutdated."""
    shown = show(kind, stated, locale, **blanks)
    is_demanded = uow.runtime.settings.demands_consent and not uow.actor.is_system
    if shown.is_stated or (stated is None and not is_demanded):
        return shown
    text = {"kind": kind, "text_version": shown.version, "locale": shown.locale, "text": shown.text}
    raise ConsentOutdated(current=text)


async def agreed(uow: UnitOfWork, kind: ConsentKind, stated: ConsentGiven | None, **blanks: Blank) -> ConsentSentence:
    """The signed-in person's own, in the language of their account. Raises ConsentOutdated."""
    person = await uow.session.get_one(User, uow.actor.id)
    return check(uow, kind, stated, person.locale, **blanks)


async def give(
    uow: UnitOfWork, kind: ConsentKind, subject_id: UUID, stated: ConsentGiven | None, **blanks: Blank
) -> None:
    """Raises ConsentOutdated."""
    record(uow, await agreed(uow, kind, stated, **blanks), subject_id, uow.actor.id)


def record(  # noqa: PLR0913  what, about what, of whom, by whom
    uow: UnitOfWork,
    shown: ConsentSentence,
    subject_id: UUID,
    person_id: UUID,
    *,
    given_by: str | None = None,
    boxes: Sequence[str] = (),
) -> None:
    uow.session.add(
        Consent(
            person_id=person_id,
            kind=shown.kind,
            subject_id=subject_id,
            given_by=given_by,
            text=shown.text,
            text_version=shown.version,
            version_stated=shown.is_stated,
            locale=shown.locale,
            boxes=list(boxes),
            given_at=uow.now,
            withdrawn_at=uow.now if shown.kind in REFUSALS else None,
        )
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
