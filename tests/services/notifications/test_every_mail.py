"""What is true of every mail, in each language, whichever names are known."""

import re
from collections import defaultdict
from html import unescape

import pytest

from app.core.app_paths import AppPath
from app.core.i18n import Language, Locale
from app.models.grants import TargetType
from app.models.notifications import NotificationType as Type
from app.services.notifications.mail_bodies import MailBody, MailKind
from app.services.notifications.notification_subjects import subject_of
from app.services.notifications.notification_templates import OF_MISSIONS, VARIANTS
from tests.support import links
from tests.support.every_mail import APP, HOME, Names, every_mail, subsets

LANGUAGES = (*Locale, Locale.FR.simple())
# Whoever gets them acted a moment ago, or has a right to be told.
NECESSARY = {
    MailKind.SIGN_IN,
    MailKind.SECURITY_CHANGE,
    MailKind.OWN_GRANT,
    MailKind.ERASURE_REQUEST,
    MailKind.ERASURE,
    MailKind.ADDRESS_ERASURE,
    MailKind.EXPORT,
    MailKind.INACTIVITY,
    MailKind.AGREEMENT_REQUEST,
    MailKind.AGREEMENT,
    MailKind.AGREEMENT_END,
    MailKind.COMING_OF_AGE,
}
REPEATED = {
    MailKind.NOTIFICATION,
    MailKind.DIGEST,
    MailKind.GATHERED,
    MailKind.INVITATION,
    MailKind.STORY,
    MailKind.PORTRAIT,
    MailKind.REPORT,
    MailKind.ENDORSEMENT_REQUEST,
    MailKind.OPENINGS,
}
FAULT = re.compile(
    r"None|null|undefined|\S  |[{}]|« »|“”|^[,.;:]|[(] ?[)]|: *[.,]|: *$(?!\n)|, ,"  # what a missing name leaves behind
    r"|(?:^|[.!?] )(?:une personne|someone|quelqu’un)"  # a sentence that begins without a capital
    r"|(?<![.!?:] )(?<!^)(?<!- )(?<!\d\. )(?:Une personne|Someone|Quelqu’un)",  # or a capital within it
    re.MULTILINE,
)
UNELIDED = re.compile(r"\b(?:de|que|le|la|ne|se|jusque) (?:Inès|une personne|quelqu’un)", re.IGNORECASE)
# The `title` in the data of these names no moment: a mission, a skill, a community, a person, a day, a reference.
TITLED = {
    *OF_MISSIONS,
    Type.ENDORSEMENT,
    Type.MODERATION,
    Type.EXPIRY,
    Type.JOIN_REQUEST,
    Type.INFORMATION,
    Type.STEP,
    Type.REPORT,
}
NOTIFIED = {MailKind.NOTIFICATION, MailKind.DIGEST}  # lead where their notifications do


def addresses(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def test_each_kind_is_rendered() -> None:
    assert {mail.kind for mail in every_mail(Locale.FR)} == set(MailKind)


def test_mails_lead_where_the_document_says() -> None:
    """docs/links.md has each path of the application, and each mail that leads there."""
    leading: dict[str, set[str]] = defaultdict(set)
    for mail in every_mail(Locale.FR):
        for address in addresses(mail.html):
            if address.startswith(APP) and (mail.kind, links.template_of(address)) != ("digest", AppPath.MISSION):
                leading[links.template_of(address)].add(str(mail.kind))
    leading[AppPath.MISSION] -= NOTIFIED
    rows = links.rows()
    assert rows.keys() == set(AppPath)
    assert {path: set(row.mails) for path, row in rows.items()} == {path: leading[path] for path in AppPath}


@pytest.mark.parametrize("origins", [(HOME, APP), (HOME,)], ids=["application", "server"])
def test_no_link_leads_to_a_first_page(origins: tuple[str, ...]) -> None:
    for mail in every_mail(Locale.FR, has_app=APP in origins):
        for address in addresses(mail.html):
            assert re.match(rf"({'|'.join(origins)})/\w", address), f"{mail.subject}: {address}"
            assert address in mail.text


WORDS = "Je te raconte tout"  # what somebody wrote, and wants read by one person


def preview_of(mail: MailBody) -> str:
    return unescape(mail.html.partition('overflow: hidden;">')[2].partition("</div>")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_says_why_it_came_and_how_to_stop_it(language: Language) -> None:
    """What nobody has to get says why it came; what comes again can be stopped, in text and HTML."""
    why, stop = "because", r"no more|Stop"
    if language.is_french:
        why, stop = "parce qu|C’est pourquoi", "[Nn]e (plus recevoir|recevez plus)"
    for mail in every_mail(language):
        visible = unescape(re.sub(r"<[^>]+>", " ", mail.html.partition("</div>")[2]))
        for form in (visible, mail.text):
            assert re.search(why, form) or mail.kind in NECESSARY, mail.subject
            assert re.search(stop, form) or mail.kind not in REPEATED, mail.subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", list(subsets()), ids=str)
@pytest.mark.slow
def test_sentences_hold_without_names(language: Language, names: Names) -> None:
    for mail in every_mail(language, names):
        for text in (mail.subject, preview_of(mail), mail.text):
            plain = text.replace("\xa0", " ").replace("\u202f", " ")
            assert not FAULT.search(plain), plain
            assert not text[0].islower() or "@" in text.split()[0]  # an address stands for a name
            assert not language.is_french or not UNELIDED.search(plain), plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_lock_screens_show_who_and_what_and_nothing_more(language: Language) -> None:
    """No subject and no preview has what somebody wrote, a title of a journal, or an answer that was a refusal."""
    for mail in every_mail(language, Names(message=WORDS)):
        seen = f"{mail.subject} {preview_of(mail)}"
        assert WORDS not in seen
        assert not re.search(r"\d+ (nouvelles|updates|messages)$|^\d", mail.subject) or mail.kind == "sign_in"
        assert not re.search(r"refus|masqu|retiré|restreint|hidden|withdrawn|restricted|declined", mail.subject), seen
    for kind, _, variant in (key.partition(":") for key in (*Type, *VARIANTS)):
        for target in (*TargetType, None):
            data = {"title": "Mon secret", "person": "Inès", "kind": variant}
            assert "secret" not in subject_of(Type(kind), data, language, target) or kind in TITLED
