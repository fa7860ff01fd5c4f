"""Every mail, rendered by its template, with each subset of the names that may be missing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from app.core.app_paths import AppPath
from app.core.i18n import Language
from app.core.settings import Settings
from app.models.grants import Purpose, Right, TargetType
from app.models.guardians import EndedBy, GuardedAct
from app.models.notifications import NotificationType
from app.models.reports import MeasureKind
from app.models.users import User
from app.models.webhooks import WebhookEnd
from app.services.accounts import guardian_templates as guardians
from app.services.accounts import report_templates as reports
from app.services.accounts import rights_templates as rights
from app.services.accounts.guardian_templates import Opening
from app.services.accounts.security_templates import SecurityChange, security_change_mail, sign_in_mail
from app.services.communities import community_templates as communities
from app.services.notifications import access_templates as access
from app.services.notifications import gathered_templates as gathered
from app.services.notifications.access_templates import AccessTerms
from app.services.notifications.gathered_templates import GatheredEntry, gathered_mail
from app.services.notifications.mail_bodies import Button, MailBody
from app.services.notifications.mail_templates import MailItem, digest_mail, notification_mail
from app.services.notifications.notification_templates import VARIANTS
from app.services.notifications.webhook_mails import webhook_end_mail
from app.services.sharing.link_templates import PORTRAIT_LINK, REPORT_LINK, STORY_LINK, link_mail
from app.services.talents.endorsement_templates import endorsement_request_mail

HOME, APP = "https://daytripper.test", "https://app.test"
WAY_OUT, LINK = f"{HOME}/n/dtu_1", f"{HOME}/e/1"
ID = UUID("0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10")
DAY, INSTANT = date(2026, 9, 1), datetime(2026, 9, 1, 8, 10, tzinfo=UTC)


class Names(NamedTuple):
    """`person`: who writes, asks, or is written about; `reader`: to whom; `message`: what people wrote."""

    person: str | None = "Inès Martin"
    reader: str | None = "Karim"
    title: str | None = "Un an de maçonnerie"
    message: str | None = "Bonjour à vous"


ALL = Names()


def subsets() -> Iterator[Names]:
    for number in range(16):
        yield Names(*(name if number >> place & 1 else None for place, name in enumerate(ALL)))


def every_mail(locale: Language, names: Names = ALL, *, has_app: bool = True) -> Iterator[MailBody]:
    """Yield each mail, as it is posted."""
    settings = Settings(base_url=HOME, app_url=APP if has_app else "none")
    for mail in (
        *_of_people(locale, names, settings),
        *_of_accounts(locale, names, settings),
        *_of_guardians(locale, names),
    ):
        yield mail.with_way_out(WAY_OUT).sent_from(HOME)
    for end in WebhookEnd:
        yield webhook_end_mail(locale, place=names.title, host="ent.example.org", reason=end).sent_from(HOME)
    for mail in _of_notifications(locale, names, settings):
        yield mail.sent_from(HOME)


def _of_people(locale: Language, names: Names, settings: Settings) -> Iterator[MailBody]:
    community: Any = SimpleNamespace(name="Maçons de Touraine")
    for needs_approval in (True, False):
        yield communities.invitation_mail(
            locale,
            sender_name=names.person,
            community=community,
            message=names.message,
            link=f"{HOME}/i/1",
            needs_approval=needs_approval,
        )
        yield communities.kept_place_mail(
            locale,
            community=community,
            guardian="parent@example.org",
            until=DAY,
            asks=needs_approval,
            link=f"{HOME}/p/1",
        )
    yield communities.join_refusal_mail(locale, community=community)
    yield communities.removal_mail(locale, community=community)
    yield communities.program_mail(locale, community=community, maker=names.person)
    yield communities.school_doubt_mail(locale, community=community, opening=settings.app_address(AppPath.GUARDIAN))
    for template in (STORY_LINK, PORTRAIT_LINK, REPORT_LINK):
        for ends_on in (DAY, None):
            yield link_mail(
                locale,
                template,
                sender_name=names.person,
                title=names.title,
                message=names.message,
                link=f"{HOME}/s/1",
                ends_on=ends_on,
            )
    yield endorsement_request_mail(
        locale,
        asker_name=names.person,
        endorser_name=names.reader or "",
        skill="Travailler en équipe",
        message=names.message,
        evidence=[names.title] if names.title else [],
        link=f"{HOME}/e/1",
        ends_on=DAY,
    )
    story, portrait = gathered.STORY_SENTENCE, gathered.PORTRAIT_SENTENCE
    if names.title:
        story, portrait = gathered.STORY, gathered.PORTRAIT
    entries = [
        GatheredEntry(
            gathered.REQUEST, gathered.ANSWER, names.person, "Faire un mur", names.message, LINK, DAY, WAY_OUT
        ),
        GatheredEntry(story, gathered.READ, names.person, names.title, names.message, LINK, None, WAY_OUT),
        GatheredEntry(portrait, gathered.READ, names.person, names.title, None, LINK, DAY, WAY_OUT),
    ]
    for many in (1, 2, 3):
        for people in {1, many}:
            yield gathered_mail(locale, entries[-many:], people=people, is_partial=many == 3)


def _of_accounts(locale: Language, names: Names, settings: Settings) -> Iterator[MailBody]:
    yield sign_in_mail(locale, code="482913", link=f"{HOME}/sign-in/1", minutes=10)
    yield from (security_change_mail(locale, change, "Lycée Hugo") for change in SecurityChange)
    yield rights.erasure_request_mail(locale, due_on=DAY, opening=settings.app_address(AppPath.ERASURE))
    yield rights.erasure_mail(locale)
    yield rights.export_mail(locale, link=f"{HOME}/x/1", until=DAY, opening=settings.app_address(AppPath.EXPORT.of(ID)))
    yield rights.restore_mail(locale, opening=settings.app_address(AppPath.GRANTS))
    yield rights.inactivity_mail(locale, day=DAY, months=24, link=f"{HOME}/k/1")
    yield reports.report_receipt_mail(locale, reference="R-1", link=f"{HOME}/r/1")
    yield reports.report_decision_mail(locale, reference="R-1", link=f"{HOME}/r/1")
    yield reports.address_erasure_mail(locale, reason="Une lettre du 1er mars.", keeps_proofs=True)
    yield from _measures(locale, settings)
    owner: Any = SimpleNamespace(language=locale, timezone="Europe/Paris")
    reader: Any = SimpleNamespace(display_name=names.person, email="rose@example.org")
    terms = AccessTerms(Purpose.GUIDANCE, ["talents"], list(Right), INSTANT, names.message)
    yield access.own_grant_mail(settings, owner, reader, terms, ID)


def _of_guardians(locale: Language, names: Names) -> Iterator[MailBody]:
    person, link = names.person or "ines@example.org", f"{HOME}/g/1"
    yield guardians.agreement_request_mail(locale, person=person, name=names.reader, places=["Maçons"], link=link)
    yield guardians.agreement_request_mail(locale, person=person, name=names.reader, places=[], link=link)
    yield guardians.agreement_mail(locale, person=person, acts=list(GuardedAct), link=link)
    openings = {
        Opening(TargetType.TALENTS, names.reader, None): 1,
        Opening(TargetType.EXPERIENCE, names.reader, DAY, Purpose.GUIDANCE, is_taken_along=True): 2,
        Opening(None, names.reader, DAY): 1,
    }
    yield guardians.openings_mail(locale, person=person, openings=openings, link=link)
    for year in (2012, None):
        yield guardians.coming_of_age_mail(locale, person=person, birth_year=year, openings=openings)
    for page in (f"{link}/birth-year", None):
        yield guardians.birth_year_change_mail(locale, person=person, year=2012, link=page)
    for is_confirmed in (True, False):
        yield guardians.birth_year_decision_mail(locale, year=2012, is_confirmed=is_confirmed)
    for by in (EndedBy.PERSON, EndedBy.GUARDIAN):
        yield guardians.agreement_end_mail(locale, person=person, by=by, openings={})
    yield guardians.birth_year_request_mail(locale, person=person, year=2010, link=f"{link}/birth-year")


def _measures(locale: Language, settings: Settings) -> Iterator[MailBody]:
    reason, address = "Hors sujet.", settings.app_address(AppPath.ERASURE)
    for kind in MeasureKind:
        subject, effect = reports.MEASURE_SUBJECTS[kind], reports.EFFECTS[kind].in_(locale)
        yield reports.measure_mail(locale, subject=subject, effect=effect, reason=reason, link=f"{HOME}/d/1", until=DAY)
    button = Button(rights.KEEP_ACCOUNT, address) if address else None
    effect = reports.LEAVING_EFFECT.in_(locale)
    yield reports.measure_mail(locale, subject=reports.LEAVING, effect=effect, reason=reason, button=button)


def _of_notifications(locale: Language, names: Names, settings: Settings) -> Iterator[MailBody]:
    items = list(_items(locale, names, settings))
    for item in items:
        yield notification_mail(locale, "Europe/Paris", item, WAY_OUT)
    home = settings.app_address(AppPath.NOTIFICATIONS)
    for group in (items, items[:2], items[:1]):
        yield digest_mail(locale, group, home, WAY_OUT)


def _items(locale: Language, names: Names, settings: Settings) -> Iterator[MailItem]:
    """Yield a notification of each type and variant, of a community and without."""
    named = {"title": names.title, "person": names.person}
    data = {name: value for name, value in named.items() if value} | (
        {"message": names.message} if names.message else {}
    )
    opening = settings.app_address(AppPath.MISSION.of(ID))
    kinds = [(kind, None) for kind in NotificationType]
    variants = [(NotificationType(key.partition(":")[0]), key.partition(":")[2]) for key in VARIANTS]
    for kind, variant in (*kinds, *variants):
        for community in ("Maçons de Touraine", None):
            blanks: dict[str, Any] = (
                data | ({"kind": variant} if variant else {}) | ({"community": community} if community else {})
            )
            blanks = blanks if kind in {"mission", "returned"} else blanks | {"message": None}
            for target in (*TargetType, None) if kind in {"comment", "completion"} else (None,):
                yield MailItem(kind, blanks | {"author": names.person}, community, opening=opening, target=target)
    owner, person = _user(locale, names.reader), _user(locale, names.person)
    terms = AccessTerms(Purpose.GUIDANCE, ["talents"], list(Right), INSTANT, names.message)
    for kind, details in (
        (NotificationType.GRANT_REQUEST, access.request_details(settings, owner, person, terms)),
        (NotificationType.GRANT, access.grant_details(settings, owner, terms, is_smaller=True)),
        (NotificationType.EXPIRY, access.expiry_details(settings, owner, person, INSTANT, is_reader=True)),
        (NotificationType.EXPIRY, access.expiry_details(settings, owner, person, INSTANT, is_reader=False)),
    ):
        yield MailItem(kind, data, None, details, opening=opening)


def _user(locale: Language, name: str | None) -> User:
    spoken = {"locale": locale.base, "simple_language": locale.is_simple}
    return User(display_name=name, email="rose@example.org", timezone="Europe/Paris", **spoken)
