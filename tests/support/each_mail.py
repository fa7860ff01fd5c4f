"""Each mail that is sent, in each of its shapes, with the names of real people."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

from app.core.i18n import Language, Locale, Words
from app.core.settings import Settings
from app.models.communities import Community
from app.models.grants import Purpose, Right, TargetType
from app.models.guardians import GuardedAct
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.accounts import guardian_templates as guardian
from app.services.accounts import report_templates as reports
from app.services.accounts import rights_templates as rights
from app.services.accounts.security_templates import SecurityChange, security_change_mail, sign_in_mail
from app.services.communities import community_templates as communities
from app.services.notifications import access_templates as accesses
from app.services.notifications import gathered_templates as gathered
from app.services.notifications.mail_bodies import MailBody
from app.services.notifications.mail_templates import Links, MailItem, digest_mail, notification_mail
from app.services.notifications.notification_templates import VARIANTS
from app.services.sharing.link_templates import PORTRAIT_LINK, STORY_LINK, link_mail
from app.services.talents.endorsement_templates import endorsement_request_mail

LINK, DAY, AT = "https://daytripper.test/s/tok_3n", date(2027, 3, 3), datetime(2027, 3, 3, 9, tzinfo=UTC)
MASONS = Community(name="Maçons")
TERMS = accesses.AccessTerms(Purpose.TRAINING, [TargetType.STORY], [Right.VIEW, Right.COMMENT], AT)
OPENINGS = Counter(
    [
        guardian.Opening(TargetType.TALENTS, "Rose", DAY, Purpose.TRAINING, is_taken_along=True),
        guardian.Opening(TargetType.EXPERIENCE, "Rose", DAY),
        guardian.Opening(TargetType.EXPERIENCES, "Rose", DAY),
        guardian.Opening(None, "Karim", DAY),
    ]
)
MEASURES: list[tuple[Words, Words]] = [
    *((reports.MEASURE_SUBJECTS[kind], words) for kind, words in reports.EFFECTS.items()),
    (reports.COMMUNITY_ENDED.fill(name="Maçons"), reports.COMMUNITY_ENDED_EFFECT),
    (reports.LIFT_SUBJECT, reports.LIFT_EFFECT),
    (reports.ANSWER_SUBJECT, reports.ANSWER_EFFECT),
    (reports.SIGNED_OUT, reports.SIGNED_OUT_EFFECT),
    (reports.NAME_SUBJECT, reports.NAME_EFFECT.fill(name="Inès")),
    (reports.TAKEN_ALONG, reports.TAKEN_ALONG_EFFECT),
    (reports.LEAVING, reports.LEAVING_EFFECT),
]


def each_mail(language: Language, links: Links, settings: Settings) -> Iterator[MailBody]:
    person = "Inès"
    owner, reader = (_account(name, language) for name in ("Inès", "Rose"))
    yield sign_in_mail(language, code="482913", link=LINK, minutes=10)
    yield from (security_change_mail(language, change) for change in SecurityChange)
    yield accesses.own_grant_mail(settings, owner, reader, TERMS)
    yield rights.erasure_request_mail(language, due_on=DAY)
    yield rights.erasure_mail(language)
    yield rights.export_mail(language, link=LINK, until=DAY)
    yield rights.inactivity_mail(language, day=DAY, months=24, link=LINK)
    yield rights.restore_mail(language)
    yield from _of_guardians(language, person)
    yield from _of_communities(language)
    yield from (
        reports.measure_mail(language, subject=subject, effect=effect.in_(language), reason="", link=LINK, until=DAY)
        for subject, effect in MEASURES
    )
    yield reports.report_receipt_mail(language, reference="F7TE-5KYW", link=LINK)
    yield reports.report_decision_mail(language, reference="F7TE-5KYW", link=LINK)
    yield reports.address_erasure_mail(language, reason="", keeps_proofs=True)
    yield from _of_notifications(language, links, settings, owner, reader)
    yield gathered.gathered_mail(language, _entries(), people=2, is_partial=True)
    yield from (
        link_mail(language, template, sender_name=person, title=None, message=None, link=LINK, ends_on=DAY)
        for template in (STORY_LINK, PORTRAIT_LINK)
    )
    yield endorsement_request_mail(
        language,
        asker_name=person,
        endorser_name="Karim",
        skill="Travailler en équipe",
        message=None,
        evidence=["Un mur"],
        link=LINK,
        ends_on=DAY,
    )


def _of_guardians(language: Language, person: str) -> Iterator[MailBody]:
    yield guardian.agreement_request_mail(language, person=person, name="Sofia", places=["Maçons"], link=LINK)
    yield guardian.agreement_mail(language, person=person, acts=list(GuardedAct), link=LINK)
    yield from (
        guardian.agreement_end_mail(language, person=person, by=by, openings=OPENINGS) for by in guardian.OVER_BY
    )
    yield guardian.coming_of_age_mail(language, person=person, birth_year=2011, openings=OPENINGS)
    yield guardian.openings_mail(language, person=person, openings=OPENINGS, link=LINK)
    yield guardian.birth_year_request_mail(language, person=person, year=2011, link=LINK)
    yield guardian.birth_year_change_mail(language, person=person, year=2011)
    yield from (guardian.birth_year_decision_mail(language, year=2011, is_confirmed=said) for said in (True, False))


def _of_communities(language: Language) -> Iterator[MailBody]:
    for asks in (True, False):
        yield communities.invitation_mail(
            language, sender_name="Rose", community=MASONS, message=None, link=LINK, needs_approval=asks
        )
        yield communities.kept_place_mail(
            language, community=MASONS, guardian="sofia@example.org", until=DAY, asks=asks, link=LINK
        )
    yield communities.join_refusal_mail(language, community=MASONS)
    yield communities.removal_mail(language, community=MASONS)
    yield communities.school_doubt_mail(language, community=MASONS)


def _of_notifications(
    language: Language, links: Links, settings: Settings, owner: User, reader: User
) -> Iterator[MailBody]:
    data = {"person": "Rose", "community": "Maçons", "title": "Le mur", "due_at": AT.isoformat()}
    kinds = [(kind, None) for kind in NotificationType]
    variants = [(NotificationType(kind), variant) for kind, variant in (key.split(":") for key in VARIANTS)]
    details = {
        NotificationType.GRANT_REQUEST: [accesses.request_details(settings, owner, reader, TERMS)],
        NotificationType.GRANT: [accesses.grant_details(settings, reader, TERMS, is_smaller=True)],
        NotificationType.EXPIRY: [
            accesses.expiry_details(settings, owner, reader, AT, is_reader=is_reader) for is_reader in (True, False)
        ],
    }
    for kind, variant in (*kinds, *variants):
        for detail in details.get(kind, [None]):
            item = MailItem(kind, data | ({"kind": variant} if variant else {}), "Maçons", detail)
            yield notification_mail(language, "Europe/Paris", item, links)
    items = [MailItem(kind, data, community) for kind in NotificationType for community in ("Maçons", None)]
    yield digest_mail(language, items, links)


def _entries() -> list[gathered.GatheredEntry]:
    acts = {gathered.REQUEST: gathered.ANSWER, gathered.STORY: gathered.READ, gathered.PORTRAIT: gathered.READ}
    return [
        gathered.GatheredEntry(sentence, act, "Rose", "Le mur", None, LINK, DAY, LINK) for sentence, act in acts.items()
    ]


def _account(name: str, language: Language) -> User:
    return User(
        display_name=name,
        email=f"{name}@example.org",
        locale=Locale(language.base),
        simple_language=language.is_simple,
        timezone="Europe/Paris",
    )
