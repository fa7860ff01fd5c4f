import pytest

from app.core.i18n import Locale
from app.services.communities.community_templates import (
    invitation_mail,
    join_refusal_mail,
    removal_mail,
    school_doubt_mail,
)
from app.services.notifications.mail_bodies import MailBody
from tests.support.communities import community_row

LINK = "https://daytripper.test/i/dti_3n"
ODD = "Maçons <b>&\n« Co »"


def invited(locale: Locale = Locale.FR, sender: str | None = "Rose", **fields: object) -> MailBody:
    blanks = {"message": None, "needs_approval": False, "community": community_row(name="Maçons")} | fields
    return invitation_mail(locale, sender_name=sender, link=LINK, **blanks)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", Locale)
def test_text_and_html_say_the_same(locale: Locale) -> None:
    community = community_row(name="Maçons")
    phrases = {
        invited(locale, message="Viens !"): ["Rose", "Maçons", LINK, "Viens"],
        join_refusal_mail(locale, community=community): ["Maçons"],
        removal_mail(locale, community=community): ["Maçons"],
        school_doubt_mail(locale, community=community, opening=None): ["Maçons", "15"],
    }
    for mail, facts in phrases.items():
        assert f'<html lang="{locale}">' in mail.html
        for fact in facts:
            assert fact in mail.text
            assert fact in mail.html


def test_a_name_stays_a_name_whatever_is_in_it() -> None:
    mail = invited(community=community_row(name=ODD), sender="  ")
    assert mail.subject == "Une personne t’invite\u00a0: Maçons <b>& «\u00a0Co\u00a0»"
    assert "<b>&" not in mail.html
    assert "Maçons &lt;b&gt;&amp; " in mail.html


def test_whoever_has_to_wait_for_an_answer_is_told() -> None:
    assert "sera lue" in invited(needs_approval=True).text
    assert "sera lue" not in invited().text
