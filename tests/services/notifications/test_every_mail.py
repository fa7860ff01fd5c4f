"""What is true of every mail, in each language, whichever names are known."""

import re
from collections import defaultdict

import pytest

from app.core.app_paths import AppPath
from app.core.i18n import Locale
from app.services.notifications.mail_bodies import MailKind
from tests.support import links
from tests.support.every_mail import APP, HOME, every_mail

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
