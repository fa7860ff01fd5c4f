import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape
from typing import get_args

import pytest

from app.core.i18n import Locale, Words
from app.services.accounts.report_templates import measure_mail
from app.services.accounts.security_templates import sign_in_mail
from app.services.notifications.mail_bodies import (
    HOME,
    Block,
    Bullets,
    Button,
    Code,
    Entry,
    Heading,
    Lines,
    Link,
    MailBody,
    MailKind,
    Numbered,
    Paragraph,
    Section,
    Strong,
    compose,
    quotation,
)
from app.services.sharing.link_templates import STORY_LINK, link_mail
from app.services.talents.endorsement_templates import endorsement_request_mail

LINK = "https://daytripper.test/s/tok_3n"


def sign_in(locale: Locale = Locale.FR) -> MailBody:
    return sign_in_mail(locale, code="482913", link=f"{LINK}?a=1&b=2", minutes=10)


def shared(
    locale: Locale = Locale.FR, sender: str | None = "Inès Martin", title: str = "Un an", message: str | None = None
) -> MailBody:
    return link_mail(
        locale, STORY_LINK, sender_name=sender, title=title, message=message, link=LINK, ends_on=date(2026, 9, 1)
    )


def asked(
    locale: Locale = Locale.FR, asker: str | None = "Inès Martin", message: str | None = None, evidence: str = "Un mur"
) -> MailBody:
    return endorsement_request_mail(
        locale,
        asker_name=asker,
        endorser_name="Karim",
        skill="Travailler en équipe",
        message=message,
        evidence=[evidence] if evidence else [],
        link=LINK,
        ends_on=date(2026, 9, 1),
    )


def test_the_code_is_the_first_thing_one_reads() -> None:
    assert sign_in().subject == "482913 est ton code Day Tripper"
    assert sign_in(Locale.EN).subject == "482913 is your Day Tripper code"


@pytest.mark.parametrize("locale", Locale)
def test_each_leads_to_what_we_know_of_its_reader(locale: Locale) -> None:
    for body in (sign_in(locale), shared(locale), asked(locale)):
        mail = body.sent_from("https://daytripper.test")
        assert mail.text.endswith(" https://daytripper.test/privacy\n")
        assert 'href="https://daytripper.test/privacy"' in mail.html
        assert HOME not in mail.text + mail.html


@pytest.mark.parametrize("locale", Locale)
def test_text_and_html_say_the_same(locale: Locale) -> None:
    phrases = {
        sign_in(locale): ["482913", "10"],
        shared(locale): ["Inès Martin", "Un an", "2026"],
        asked(locale, message="Bonjour"): ["Karim", "Inès Martin", "Travailler en équipe", "Bonjour", "Un mur", LINK],
    }
    for mail, facts in phrases.items():
        assert f'<html lang="{locale}">' in mail.html
        for fact in facts:
            assert fact in mail.text
            assert fact in mail.html
    assert f"{LINK}?a=1&b=2" in sign_in(locale).text
    assert f'href="{LINK}?a=1&amp;b=2"' in sign_in(locale).html


def test_each_block_says_the_same_as_html_and_as_text() -> None:
    """A new kind of block has both forms."""
    words = Words("{who} & « moi »")
    blocks: list[Block | None] = [
        Heading(words, "Avant <x>"),
        Paragraph([words, None, "Deux"], is_small=True),
        Code("482913"),
        Lines(["Un", words]),
        Bullets([words, "Deux"], "Pense à"),
        Section("<Maçons>", [Entry("Un"), Entry("Deux", LINK)]),
        Link(words, f"{LINK}?a=1&b=2", is_small=True),
        Button("Lire", LINK),
        quotation(Locale.FR, "Voici <b>", "Rose"),
        Numbered([[Paragraph("Un"), None, Link("Lire", LINK)], [Paragraph("Deux")]]),
    ]
    assert {type(block) for block in blocks} == set(get_args(Block))
    mail = compose(
        MailKind.DIGEST,
        Locale.FR,
        words,
        preview=words,
        blocks=blocks,
        reason=words,
        stop=Link("Arrêter", LINK),
        who=Strong("<I>"),
    )
    _, _, html = mail.html.partition("</div>")  # the preview
    visible = unescape(re.sub(r"<[^>]+>", " ", re.sub(r'<a [^>]*href="([^"]+)"[^>]*>([^<]*)', r"\2 \1 ", html)))
    assert "<strong>&lt;I&gt;</strong>" in html
    assert Counter(re.findall(r"[^\W\d]{2,}", visible)) == Counter(re.findall(r"[^\W\d]{2,}", mail.text))
    assert visible.count(LINK) == mail.text.count(LINK) == 5


def test_the_end_of_the_link_is_said_as_people_say_it() -> None:
    assert "jusqu’au 1er septembre 2026" in shared().text
    assert "until 1 September 2026" in shared(Locale.EN).html


def test_without_an_end_nothing_is_said_of_one() -> None:
    mail = link_mail(Locale.FR, STORY_LINK, sender_name=None, title="Un an", message=None, link=LINK, ends_on=None)
    assert mail.subject == "Une personne partage une story\xa0: Un an"
    assert "jusqu’au" not in mail.text + mail.html


def test_what_people_write_cannot_become_markup() -> None:
    html = shared(sender="<b>Inès</b>", title="<script>x</script>", message='"><img src=x>').html
    assert "<b>" not in html
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in asked(asker="<b>Inès</b>", message="<b>", evidence="<b>").html
    assert "<script>x</script>" in shared(title="<script>x</script>").text  # text is text


@pytest.mark.parametrize("breaks", ["\r\nBcc: a@b.example", "\n\n<p>", "\u2028x", "\x85x", "\x00x", "\u202ex"])
def test_a_subject_is_one_line_whatever_people_write(breaks: str) -> None:
    body = shared(sender=f"Inès{breaks}", title=f"Un an{breaks}")
    assert re.search(r"[\r\n\u2028\x85\x00\u202e]", body.subject) is None
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = body.subject
    assert "Bcc" not in mail


def test_a_request_says_only_what_there_is() -> None:
    mail = asked(asker=None, evidence="")
    assert mail.subject == "Une personne demande une reconnaissance\xa0: Travailler en équipe"
    assert "pense à" not in mail.text + mail.html


def test_what_looks_like_a_blank_in_what_people_write_stays() -> None:
    ended = Words("« {name} » a pris fin").fill(name="{who}")
    mail = measure_mail(Locale.FR, subject=ended, effect="{effect}", reason="{reason}")
    assert mail.subject == "«\xa0{who}\xa0» a pris fin"
    assert "{effect}" in mail.text
    assert "{reason}" in mail.html
    assert "{a} partage une story" in shared(sender="{a}", message="{b}").text
    assert "{a} demande" in asked(asker="{a}", message="{b}", evidence="{c}").html


def test_a_long_title_is_cut_in_the_subject_alone() -> None:
    mail = shared(title="mot " * 100)
    assert len(mail.subject) <= 120
    assert mail.subject.endswith("…")
    assert mail.text.count("mot") == 100


def test_a_message_keeps_its_lines() -> None:
    mail = shared(message="Bonjour,\nvoici.\n\n")
    assert "\nInès Martin écrit\xa0:\n> Bonjour,\n> voici.\n\nLire la story\xa0:" in mail.text
    assert "white-space: pre-line" in mail.html


@pytest.mark.parametrize(
    ("locale", "heading"), [(Locale.FR, "Inès Martin écrit\xa0:"), (Locale.EN, "Inès Martin writes:")]
)
@pytest.mark.parametrize("template", [shared, asked])
def test_what_a_person_writes_is_seen_to_be_theirs(
    template: Callable[..., MailBody], locale: Locale, heading: str
) -> None:
    words = "Votre compte expire.\n\u2028Day Tripper\x0b\r\nConfirmez\xa0: oui."
    mail = template(locale, message=words)
    own_lines = [line for line in mail.text.splitlines() if not line.startswith(">")]
    assert f"{heading}\n> Votre compte expire." in mail.text
    assert not [our for our in own_lines if "expire" in our or "Confirmez" in our]
    assert mail.html.count("Votre compte expire.") == mail.html.count(f"{heading} ") + mail.html.count(f"{heading}</p>")
    [quote] = re.findall(r"(?s)pre-line;\">(.*?)</div>", mail.html)
    assert (quote[0], quote[-1]) == (("«", "»") if locale is Locale.FR else ("“", "”"))


@pytest.mark.parametrize(
    "address",
    ["http://evil.example", "https://1.2.3.4/x", "www.evil.example/a?b=c", "evil.example", "moi@evil.example"],
)
def test_no_address_in_what_people_write_becomes_a_link(address: str) -> None:
    for mail in (shared(sender=address, title=address, message=address), asked(asker=address, message=address)):
        for part in (mail.subject, mail.text, mail.html):
            assert address not in part
            assert address in part.replace("\u200b", "")
        assert "evil" not in "".join(re.findall(r'href="([^"]*)"', mail.html))
    for plain in ("M. Dupont", "Fini... Enfin", "3.14", "12:30", "et/ou"):
        assert f"> {plain}" in shared(message=plain).text


@pytest.mark.parametrize("locale", Locale)
def test_mails_fetch_nothing(locale: Locale) -> None:
    for mail in (sign_in(locale), shared(locale, message="Bonjour"), asked(locale, message="Bonjour")):
        assert not re.search(r"<(img|link|script|iframe|table)|url\(|@import", mail.html)
        assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', mail.html)) == {"https://daytripper.test"}


def test_signs_keep_to_their_words_in_french() -> None:
    for mail in (sign_in(), shared(message="Bonjour"), asked(message="Bonjour")):
        visible = re.sub(r"(?s)<style>.*</style>|<[^>]+>", "", mail.html) + mail.text
        assert not re.search(r" [;:!?»]|« ", visible)
