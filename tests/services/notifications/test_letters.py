import re
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from app.core.i18n import Locale
from app.services.notifications.letters import HOME, LetterBody, sign_in_letter, story_shared_letter
from app.services.talents.endorsement_letters import endorsement_request_letter

LINK = "https://daytripper.test/s/tok_3n"


def sign_in(locale: Locale = Locale.FR) -> LetterBody:
    return sign_in_letter(locale, code="482913", link=f"{LINK}?a=1&b=2", minutes=10)


def shared(
    locale: Locale = Locale.FR, sender: str | None = "Inès Martin", title: str = "Un an", message: str | None = None
) -> LetterBody:
    return story_shared_letter(
        locale, sender_name=sender, story_title=title, message=message, link=LINK, ends_on=date(2026, 9, 1)
    )


def asked(
    locale: Locale = Locale.FR, asker: str | None = "Inès Martin", message: str | None = None, evidence: str = "Un mur"
) -> LetterBody:
    return endorsement_request_letter(
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
    for letter in (sign_in(locale), shared(locale), asked(locale)):
        mail = letter.sent_from("https://daytripper.test")
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
    for letter, facts in phrases.items():
        assert f'<html lang="{locale}">' in letter.html
        for fact in facts:
            assert fact in letter.text
            assert fact in letter.html
    assert f"{LINK}?a=1&b=2" in sign_in(locale).text
    assert f'href="{LINK}?a=1&amp;b=2"' in sign_in(locale).html


def test_the_end_of_the_link_is_said_as_people_say_it() -> None:
    assert "jusqu’au 1er\xa0septembre\xa02026" in shared().text
    assert "until 1\xa0September\xa02026" in shared(Locale.EN).html


def test_without_an_end_nothing_is_said_of_one() -> None:
    letter = story_shared_letter(
        Locale.FR, sender_name=None, story_title="Un an", message=None, link=LINK, ends_on=None
    )
    assert letter.subject == "Une personne partage une story\xa0: Un an"
    assert "jusqu’au" not in letter.text + letter.html


def test_what_people_write_cannot_become_markup() -> None:
    html = shared(sender="<b>Inès</b>", title="<script>x</script>", message='"><img src=x>').html
    assert "<b>" not in html
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in asked(asker="<b>Inès</b>", message="<b>", evidence="<b>").html
    assert "<script>x</script>" in shared(title="<script>x</script>").text  # text is text


@pytest.mark.parametrize("breaks", ["\r\nBcc: a@b.example", "\n\n<p>", "\u2028x", "\x85x", "\x00x", "\u202ex"])
def test_a_subject_is_one_line_whatever_people_write(breaks: str) -> None:
    letter = shared(sender=f"Inès{breaks}", title=f"Un an{breaks}")
    assert re.search(r"[\r\n\u2028\x85\x00\u202e]", letter.subject) is None
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = letter.subject
    assert "Bcc" not in mail


def test_a_request_says_only_what_there_is() -> None:
    letter = asked(asker=None, evidence="")
    assert letter.subject == "Une personne demande une reconnaissance\xa0: Travailler en équipe"
    assert "pense à" not in letter.text + letter.html


def test_a_long_title_is_cut_in_the_subject_alone() -> None:
    letter = shared(title="mot " * 100)
    assert len(letter.subject) <= 120
    assert letter.subject.endswith("…")
    assert letter.text.count("mot") == 100


def test_a_message_keeps_its_lines() -> None:
    letter = shared(message="Bonjour,\nvoici.\n\n")
    assert "\nInès Martin écrit\xa0:\n> Bonjour,\n> voici.\n\nLa lire\xa0:" in letter.text
    assert "white-space: pre-line" in letter.html


@pytest.mark.parametrize(
    ("locale", "heading"), [(Locale.FR, "Inès Martin écrit\xa0:"), (Locale.EN, "Inès Martin writes:")]
)
@pytest.mark.parametrize("letter", [shared, asked])
def test_what_a_person_writes_is_seen_to_be_theirs(
    letter: Callable[..., LetterBody], locale: Locale, heading: str
) -> None:
    words = "Votre compte expire.\n\u2028Day Tripper\x0b\r\nConfirmez\xa0: oui."
    mail = letter(locale, message=words)
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
    for letter in (shared(sender=address, title=address, message=address), asked(asker=address, message=address)):
        for part in (letter.subject, letter.text, letter.html):
            assert address not in part
            assert address in part.replace("\u200b", "")
        assert "evil" not in "".join(re.findall(r'href="([^"]*)"', letter.html))
    for plain in ("M. Dupont", "Fini... Enfin", "3.14", "12:30", "et/ou"):
        assert f"> {plain}" in shared(message=plain).text


@pytest.mark.parametrize("locale", Locale)
def test_letters_fetch_nothing(locale: Locale) -> None:
    for letter in (sign_in(locale), shared(locale, message="Bonjour"), asked(locale, message="Bonjour")):
        assert not re.search(r"<(img|link|script|iframe|table)|url\(|@import", letter.html)
        assert re.findall(r'(?:src|href)="(https?://[^/"]+)', letter.html) == ["https://daytripper.test"]


def test_signs_keep_to_their_words_in_french() -> None:
    for letter in (sign_in(), shared(message="Bonjour"), asked(message="Bonjour")):
        visible = re.sub(r"(?s)<style>.*</style>|<[^>]+>", "", letter.html) + letter.text
        assert not re.search(r" [;:!?»]|« ", visible)
