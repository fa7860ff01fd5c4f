"""The ledger of consents: what was agreed to, when, on which text. People read theirs; nobody changes it."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update

from app.core.actor import ME
from app.core.errors import Conflict
from app.core.i18n import Language, Locale, Words
from app.core.projections import Json, Projection, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.consents import REFUSALS, Consent, ConsentKind
from app.models.users import User
from app.policies.consent_texts import TEXTS, Blank
from app.policies.sessions import SIGNED_IN
from app.schemas.consents import ConsentGiven, ConsentRead, ConsentTextRead, ConsentTextsRead
from app.schemas.pages import PageQuery


class ConsentOutdated(Conflict):
    """Carries `current`: `kind`, `text_version`, `locale` and `text`, the sentence to show."""

    title = Words("Montre d’abord le texte actuel de cet accord")
    advice = Words(
        "Rien n’est fait. `current` porte la phrase à montrer ; renvoie ensuite la même demande avec son `kind` et sa "
        "`text_version` dans `consent`."
    )


class ConsentSentence(NamedTuple):
    """The sentence of an act, and whether the person stated its version."""

    kind: ConsentKind
    version: str
    language: Language
    text: str
    is_stated: bool

    @property
    def locale(self) -> Language:
        return self.language.base


CONSENTS = Projection(
    "consents.consents",
    SIGNED_IN,
    shape(Consent, ConsentRead, created_at=wire(Consent.__table__.c.given_at)),
    Consent.person_id == ME.id,
    order=(Consent.given_at, Consent.id),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await CONSENTS.page(reading, **query.model_dump())


def _in_each(words: Words) -> dict[str, str]:
    return {item.tag: words.in_(item) for item in (*Locale, Locale.FR.simple())}


def texts() -> ConsentTextsRead:
    texts_by_kind = TEXTS.items()
    return ConsentTextsRead(
        items=[
            ConsentTextRead(kind=kind, version=text.version, text=_in_each(text.said())) for kind, text in texts_by_kind
        ]
    )


def show(kind: ConsentKind, statement: ConsentGiven | None, account: Language, **blanks: Blank) -> ConsentSentence:
    """Return the sentence of the act, in the stated language, else in the account's."""
    version = TEXTS[kind].version
    language = statement.language_for(account) if statement else account
    is_stated = statement is not None and (statement.kind, statement.text_version) == (kind, version)
    return ConsentSentence(kind, version, language, TEXTS[kind].said(**blanks).in_(language), is_stated)


def check(
    uow: UnitOfWork, kind: ConsentKind, statement: ConsentGiven | None, account: Language, **blanks: Blank
) -> ConsentSentence:
    """Return the sentence that is agreed to. Raises ConsentOutdated."""
    sentence = show(kind, statement, account, **blanks)
    is_mandatory = uow.runtime.settings.demands_consent and not uow.actor.is_system
    if sentence.is_stated or (statement is None and not is_mandatory):
        return sentence
    text = {"kind": kind, "text_version": sentence.version, "locale": sentence.locale, "text": sentence.text}
    raise ConsentOutdated(current=text)


async def sentence_for_caller(
    uow: UnitOfWork, kind: ConsentKind, statement: ConsentGiven | None, **blanks: Blank
) -> ConsentSentence:
    """Return the sentence that the caller agrees to, in the account's language. Raises ConsentOutdated."""
    person = await uow.session.get_one(User, uow.actor.id)
    return check(uow, kind, statement, person.language, **blanks)


async def give(
    uow: UnitOfWork, kind: ConsentKind, subject_id: UUID, statement: ConsentGiven | None, **blanks: Blank
) -> None:
    """Record the caller's consent. Raises ConsentOutdated."""
    record(uow, await sentence_for_caller(uow, kind, statement, **blanks), subject_id, uow.actor.id)


def record(  # noqa: PLR0913  what, about what, of whom, by whom
    uow: UnitOfWork,
    sentence: ConsentSentence,
    subject_id: UUID,
    person_id: UUID,
    *,
    given_by: str | None = None,
    boxes: Sequence[str] = (),
) -> None:
    uow.session.add(
        Consent(
            person_id=person_id,
            kind=sentence.kind,
            subject_id=subject_id,
            given_by=given_by,
            text=sentence.text,
            text_version=sentence.version,
            version_stated=sentence.is_stated,
            locale=sentence.locale,
            boxes=list(boxes),
            given_at=uow.now,
            withdrawn_at=uow.now if sentence.kind in REFUSALS else None,
        )
    )


async def withdraw(
    uow: UnitOfWork, subject_id: UUID, person_id: UUID | None = None, kind: ConsentKind | None = None
) -> None:
    """Withdraw the consents on the subject, or only that person's, of that kind. Does nothing when there is none."""
    condition = (Consent.subject_id == subject_id) & Consent.withdrawn_at.is_(None)
    if person_id is not None:
        condition &= Consent.person_id == person_id
    if kind is not None:
        condition &= Consent.kind == kind
    await uow.session.execute(update(Consent).where(condition).values(withdrawn_at=uow.now))
