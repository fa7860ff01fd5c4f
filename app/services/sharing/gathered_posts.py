"""The morning mail: it lists what many people sent to one mailbox, as it stands when the mail goes out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from app.core.i18n import Language
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.endorsements import Endorsement, EndorsementState
from app.models.gathered_mails import GATHERED_LIFE, GatheredMail
from app.models.grants import Grant, GrantState, TargetType
from app.models.guardians import Guardianship
from app.models.sender_refusals import SenderRefusal
from app.models.skills import Skill
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.grants import last_day, state
from app.services.access.shown_titles import title_shown
from app.services.accounts import guardian_mails
from app.services.notifications import mails, sender_refusals
from app.services.notifications.deliveries import advisory_lock
from app.services.notifications.gathered_mails import quiet_of
from app.services.notifications.gathered_templates import (
    ANSWER,
    BILAN,
    BILAN_SENTENCE,
    PORTRAIT,
    PORTRAIT_SENTENCE,
    READ,
    REQUEST,
    STORY,
    STORY_SENTENCE,
    GatheredEntry,
    gathered_mail,
)
from app.services.notifications.mail_bodies import MailBody
from app.services.sharing.grants import page_of
from app.services.talents.endorsement_requests import token_of
from app.services.talents.skills import label_of

LOCK = 4_003
SENTENCES = {TargetType.PORTRAIT: (PORTRAIT, PORTRAIT_SENTENCE), TargetType.REPORT: (BILAN, BILAN_SENTENCE)}
MAX_ENTRIES = 100  # of one mail, which takes a quarter of an hour to answer
MAILBOXES_AT_ONCE = 50
Item = Row[GatheredMail, User, Endorsement | None, Skill | None, Grant | None]
TO_GUARDIAN = GatheredMail.guardianship_id.is_not(None)


class PostGathered(Job):
    pass


async def post(uow: UnitOfWork) -> None:
    """Send the mails that are due, one job at a time: two jobs would each write half a mail."""
    await advisory_lock(uow, LOCK)
    due = or_(GatheredMail.due_at <= uow.now, GatheredMail.created_at > uow.now)  # or the clock that set it was ahead
    boxes = select(GatheredMail.mailbox_mac).where(due).distinct().limit(MAILBOXES_AT_ONCE)
    rows = (await uow.session.scalars(boxes)).all()
    for mailbox in rows:
        here = and_(GatheredMail.mailbox_mac == mailbox, due)
        await _mail_guardians(uow, here)
        await _post(uow, and_(here, ~TO_GUARDIAN))
    if len(rows) == MAILBOXES_AT_ONCE:
        uow.enqueue(PostGathered())


async def _mail_guardians(uow: UnitOfWork, due: ColumnElement[bool]) -> None:
    """In a mail of their own, which says what it is."""
    waiting = select(GatheredMail.guardianship_id).where(due, TO_GUARDIAN)
    statement = select(Guardianship).where(Guardianship.id.in_(waiting)).order_by(Guardianship.id)
    for guardianship in (await uow.session.scalars(statement)).all():
        await guardian_mails.notify_waiting(uow, guardianship)


async def _post(uow: UnitOfWork, due: ColumnElement[bool]) -> None:
    await _delete_stale(uow, due)
    items = (await uow.session.execute(_listed(due, literal(uow.now)))).all()
    items_of_mail, has_rest = items[:MAX_ENTRIES], len(items) > MAX_ENTRIES
    if items_of_mail:
        to = items_of_mail[0].GatheredMail.email
        mail = await _mail(uow, to, items_of_mail, has_rest=has_rest)
        await mails.post(uow, to, mail)
        statement = delete(GatheredMail).where(GatheredMail.id.in_([item.GatheredMail.id for item in items_of_mail]))
        await uow.session.execute(statement.execution_options(synchronize_session=False))
    await _put_off(uow, due)


def _listed(due: ColumnElement[bool], now: ColumnElement[datetime]) -> Select[*tuple[Any, ...]]:
    """Select the entries that are due: the first of each sender, then the second of each.

    Frequent senders do not come before others. Entries of suspended senders wait.
    """
    turn = func.row_number().over(partition_by=GatheredMail.sender_id, order_by=GatheredMail.id)
    opens = or_(GatheredMail.grant_id.is_(None), state(now) == GrantState.ACTIVE)
    return (
        select(GatheredMail, User, Endorsement, Skill, Grant)
        .join(User, User.id == GatheredMail.sender_id)
        .outerjoin(Endorsement, Endorsement.id == GatheredMail.endorsement_id)
        .outerjoin(Skill, Skill.id == Endorsement.skill_id)
        .outerjoin(Grant, Grant.id == GatheredMail.grant_id)
        .where(due, opens, is_visible(GatheredMail.sender_id))
        .order_by(turn, GatheredMail.id)
        .limit(MAX_ENTRIES + 1)
    )


async def _delete_stale(uow: UnitOfWork, due: ColumnElement[bool]) -> None:
    """Delete the entries whose request was answered, revoked, ended or refused."""
    now, earlier_request = literal(uow.now), aliased(Endorsement)
    condition = and_(Endorsement.state == EndorsementState.ASKED, Endorsement.expires_at > now)
    same_pair = (earlier_request.user_id == Endorsement.user_id, earlier_request.address_mac == Endorsement.address_mac)
    refuses_requests = exists().where(*same_pair, earlier_request.unwanted).correlate(Endorsement)
    open_request = exists().where(Endorsement.id == GatheredMail.endorsement_id, condition, ~refuses_requests)
    live_link = exists().where(
        Grant.id == GatheredMail.grant_id, state(now).in_((GrantState.ACTIVE, GrantState.SCHEDULED))
    )
    refuses_sender = exists().where(
        SenderRefusal.sender_id == GatheredMail.sender_id, SenderRefusal.address_mac == GatheredMail.address_mac
    )
    is_welcome = and_(or_(open_request, live_link), ~refuses_sender)
    stands = and_(is_welcome, GatheredMail.created_at > uow.now - GATHERED_LIFE)
    await uow.session.execute(delete(GatheredMail).where(due, ~stands).execution_options(synchronize_session=False))


async def _put_off(uow: UnitOfWork, due: ColumnElement[bool]) -> None:
    rest = await uow.session.scalar(select(GatheredMail.email).where(due).limit(1))
    if rest is not None:
        morning = (await quiet_of(uow, rest)).next_morning(uow.now)
        statement = (
            update(GatheredMail)
            .where(due)
            .values(due_at=morning, created_at=func.least(GatheredMail.created_at, uow.now))
        )
        await uow.session.execute(statement.execution_options(synchronize_session=False))


async def _mail(uow: UnitOfWork, to: str, items: Sequence[Item], *, has_rest: bool) -> MailBody:
    reader = await uow.session.scalar(select(User).where(User.email == to))
    first = items[0]
    locale = (first.Endorsement and first.Endorsement.language) or first.User.locale
    language = reader.language if reader else locale
    entries = [await _entry(uow, item, language.base) for item in items]
    people = len({item.GatheredMail.sender_id for item in items})
    return gathered_mail(language, entries, people=people, is_partial=has_rest)


async def _entry(uow: UnitOfWork, row: Item, locale: Language) -> GatheredEntry:
    item, person, request, grant = row.GatheredMail, row.User, row.Endorsement, row.Grant
    way_out = sender_refusals.way_out(uow.runtime, person.id, item.address_mac)
    if request is not None:
        skill = label_of(row.Skill.labels, locale, row.Skill.code)
        ends_on = request.expires_at.astimezone(ZoneInfo(person.timezone)).date()
        link = f"{uow.runtime.settings.public_base_url}/e/{token_of(uow.runtime, request.id)}"
        return GatheredEntry(
            REQUEST,
            ANSWER,
            person.display_name,
            skill,
            request.message,
            link,
            ends_on,
            way_out,
        )
    title = await title_shown(uow, grant, locale)
    titled, bare = SENTENCES.get(grant.target_type, (STORY, STORY_SENTENCE))
    sentence = titled if title else bare
    ends_on = grant.ends_at and last_day(person.timezone, grant.ends_at)
    link = page_of(uow.runtime, grant)
    return GatheredEntry(sentence, READ, person.display_name, title, item.message, link, ends_on, way_out)
