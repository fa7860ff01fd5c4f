import pytest

from app.core.text import mailbox_of, normalise_email, together

ONE_MAILBOX = [
    ("zoe@example.org", " ZOE@Example.org", "zoe+parent@example.org", "ｚｏｅ@example.org"),
    ("zoe.diallo@gmail.com", "ZoeDiallo@googlemail.com", "z.o.e.diallo+maman@gmail.com"),
    ("zoe.diallo@proton.me", "zoediallo@pm.me", "zoediallo+x@protonmail.com"),
    ("zoe@école.example", "zoe@xn--cole-9oa.example", "zoe+a+b@ÉCOLE.example"),
    ("+@example.org",),
]


@pytest.mark.parametrize("addresses", ONE_MAILBOX)
def test_addresses_of_one_mailbox_are_one(addresses: tuple[str, ...]) -> None:
    assert {mailbox_of(address) for address in addresses} == {mailbox_of(addresses[0])}


def test_addresses_of_other_mailboxes_stay_apart_and_mail_goes_to_what_was_typed() -> None:
    first = {mailbox_of(item[0]) for item in ONE_MAILBOX}
    mailboxes = {mailbox_of(item) for item in ("zo.e@example.org", "zoe@example.com", "zoe-parent@example.org")}
    assert len(first | mailboxes) == len(ONE_MAILBOX) + 3
    assert normalise_email("Zoe.D+a@gmail.com") == "zoe.d+a@gmail.com"


def test_a_number_stays_with_its_unit_its_month_and_its_other_digits() -> None:
    assert together("le 1er mars 2026, à 15 ans, 1 000 signes") == "le 1er\xa0mars 2026, à 15\xa0ans, 1\xa0000 signes"
    assert together("02 47 00 00 00; 3 March 2026") == "02\xa047\xa000\xa000\xa000; 3\xa0March 2026"
    assert together("en 2025 12 places, 37000 Tours") == "en 2025 12 places, 37000 Tours"
