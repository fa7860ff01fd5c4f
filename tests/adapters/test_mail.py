import asyncio
import datetime as dt
import email
import ssl
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from app.adapters.mail import FolderMailer, MailFolder, SmtpMailer, compose, open_mailer
from app.core.ids import uuid7
from app.core.ports import MailRefused, OutgoingMail
from tests.adapters.mail_server import PasswordCheck, Server, certified, listening

SENDER = "Day Tripper <bonjour@daytripper.example>"
UNSUBSCRIBE = f"<https://daytripper.example/u/{'t' * 200}?one=1&two=2>"
MAIL = OutgoingMail(
    id=uuid7(),
    to="ines@example.org",
    subject="Ton code de connexion à « Day Tripper » : 123 456, à l’atelier comme à la maison, œuvre comprise",
    text="Été à l’atelier.\n.\nFrom here on, a line that is " + "long " * 300,
    html="<p>Été à l’atelier</p>",
    headers=(("List-Unsubscribe", UNSUBSCRIBE), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
)


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def test_a_letter_arrives_with_all_its_parts() -> None:
    server = Server()
    async with listening(server) as address:
        await SmtpMailer(f"smtp://{address}", SENDER).send(MAIL)
    assert server.envelopes[0].mail_from == "bonjour@daytripper.example"
    assert server.envelopes[0].rcpt_tos == ["ines@example.org"]
    assert server.greetings == ["daytripper.example"]
    message = parsed(server.content())
    assert message["From"] == SENDER
    assert message["To"] == "ines@example.org"
    assert message["Subject"] == MAIL.subject
    assert message["Message-ID"] == f"<{MAIL.id}@daytripper.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["Date"]).utcoffset() == dt.timedelta(0)
    text, html = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().splitlines() == [MAIL.html]


@pytest.mark.parametrize("length", range(3, 40))
def test_a_subject_keeps_its_spaces(length: int) -> None:
    """« Le programme de l’année » arrived as « Le programmede l’année »."""
    words = [
        "Le",
        "programme",
        "de",
        "l’année",
        "est",
        "prêt",
        ":",
        "«",
        "Dessine-moi",
        "le",
        "travail",
        "»,",
        "à",
        "Vienne,",
        "ça",
        "va",
        "jusqu’à",
        "l’été",
    ]
    subject = " ".join((words * 3)[length % 5 :][:length])
    message = compose(
        replace(MAIL, subject=subject, headers=()), Address("Day Tripper", "bonjour", "daytripper.example")
    )
    assert parsed(message)["Subject"] == subject
    assert max(map(len, message.splitlines())) <= 78


async def test_any_server_can_carry_it() -> None:
    server = Server()
    async with listening(server) as address:
        await SmtpMailer(f"smtp://{address}", SENDER).send(MAIL)
    assert server.content().isascii()
    lines = server.content().split(b"\r\n")
    assert max(map(len, lines)) < 998
    assert b"\n" not in b"".join(lines)


async def test_the_address_to_unsubscribe_is_not_encoded() -> None:
    server = Server()
    async with listening(server) as address:
        await SmtpMailer(f"smtp://{address}", SENDER).send(MAIL)
    assert f"List-Unsubscribe: {UNSUBSCRIBE}\r\n".encode() in server.content()


@pytest.mark.parametrize(
    "answers", [{"rcpt": "550 <ines@example.org> unknown"}, {"data": "554 Looks like spam to ines@example.org"}]
)
async def test_a_mail_that_is_refused_for_ever_is_refused(answers: dict[str, str]) -> None:
    async with listening(Server(**answers)) as address:
        with pytest.raises(MailRefused, match=r"^The server answered 55\d$"):
            await SmtpMailer(f"smtp://{address}", SENDER).send(MAIL)


@pytest.mark.parametrize(
    "answers",
    [{"mail": "451 Later"}, {"rcpt": "450 Busy <ines@example.org>"}, {"data": "452 Full"}, {"mail": "550 Not you"}],
)
async def test_what_time_or_an_operator_can_mend_is_for_later(answers: dict[str, str]) -> None:
    async with listening(Server(**answers)) as address:
        with pytest.raises(ConnectionError) as failure:
            await SmtpMailer(f"smtp://{address}", SENDER).send(MAIL)
    assert "ines" not in str(failure.value)


async def test_a_server_that_is_away_is_for_later() -> None:
    with pytest.raises(ConnectionError):
        await SmtpMailer("smtp://127.0.0.1:9", SENDER).send(MAIL)
    with pytest.raises(ConnectionError):
        await SmtpMailer("smtp://nowhere.invalid", SENDER).send(MAIL)


async def test_a_server_that_hangs_is_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.mail.SECONDS", 0.2)
    over = asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    listener = await asyncio.start_server(hang, "127.0.0.1", 0)
    with pytest.raises(ConnectionError):
        await SmtpMailer(f"smtp://127.0.0.1:{listener.sockets[0].getsockname()[1]}", SENDER).send(MAIL)
    over.set()
    listener.close()


async def test_a_mail_that_is_taken_is_sent_whatever_the_farewell() -> None:
    server = Server(quit="421 Oops")
    async with listening(server) as address:
        await SmtpMailer(f"smtp://{address}", SENDER).send(MAIL)
    assert len(server.envelopes) == 1


async def test_it_signs_in_with_the_name_and_password_of_the_address() -> None:
    server = Server()
    options = {"authenticator": PasswordCheck(), "auth_require_tls": False}
    async with listening(server, **options) as address:
        await SmtpMailer(f"smtp://me%40here:p%40ss%2Fword@{address}?starttls=never", SENDER).send(MAIL)
        assert server.signed_in == [True]
        with pytest.raises(ConnectionError, match="SMTPAuthenticationError 535"):
            await SmtpMailer(f"smtp://me:wrong@{address}?starttls=never", SENDER).send(MAIL)


async def test_a_password_never_travels_in_the_clear_unasked() -> None:
    server = Server()
    options = {"authenticator": PasswordCheck(), "auth_require_tls": False}
    async with listening(server, **options) as address:
        with pytest.raises(ConnectionError):
            await SmtpMailer(f"smtp://me%40here:p%40ss%2Fword@{address}", SENDER).send(MAIL)
    assert server.envelopes == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("tls") / "both.pem")


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def _trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("_trusted")
async def test_it_speaks_tls_from_the_start_or_from_starttls_on(tls: ssl.SSLContext) -> None:
    server = Server()
    async with listening(server, over_tls=tls) as address:
        await SmtpMailer(f"smtps://{address.replace('127.0.0.1', 'localhost')}", SENDER).send(MAIL)
    async with listening(server, tls_context=tls, require_starttls=True) as address:
        await SmtpMailer(f"smtp://{address.replace('127.0.0.1', 'localhost')}", SENDER).send(MAIL)
    assert len(server.envelopes) == 2


async def test_a_server_that_cannot_prove_who_it_is_gets_no_mail(tls: ssl.SSLContext) -> None:
    server = Server()
    async with listening(server, over_tls=tls) as address:
        with pytest.raises(ConnectionError):
            await SmtpMailer(f"smtps://{address}", SENDER).send(MAIL)
    assert server.envelopes == []


@pytest.mark.parametrize("url", ["http://host", "smtp://", "smtp://host:port", "smtp://host?starttls=perhaps", "host"])
def test_an_address_that_is_no_mail_server_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|Port|starttls"):
        open_mailer(url, Path(), SENDER)


@pytest.mark.parametrize(
    "hostile",
    [
        {"subject": "Hello\r\nBcc: everyone@example.org"},
        {"to": "ines@example.org\r\nBcc: everyone@example.org"},
        {"to": "ines@example.org, everyone@example.org"},
        {"to": "<ines@example.org> SIZE=1"},
        {"to": "ines"},
        {"to": ""},
        {"headers": (("X-One", "1\r\nBcc: everyone@example.org"),)},
        {"headers": (("X-One", "1\nBcc: everyone@example.org"),)},
        {"headers": (("X-One: 1\r\nBcc", "everyone@example.org"),)},
        {"headers": (("X One", "1"),)},
        {"headers": (("X-One", "x" * 2000),)},
        {"headers": (("Subject", "Another"),)},
        {"headers": (("From", "someone@example.org"),)},
    ],
)
async def test_nothing_slips_into_the_headers(hostile: dict[str, Any], tmp_path: Path) -> None:
    mail = replace(MAIL, **hostile)
    with pytest.raises(MailRefused):
        await FolderMailer(tmp_path / "mail", SENDER).send(mail)
    assert files_in(tmp_path) == []


async def test_an_address_beyond_ascii_needs_a_server_that_knows_it() -> None:
    mail = OutgoingMail(id=uuid7(), to="inès@exemple.fr", subject="é", text="é", html="é")
    server = Server()
    async with listening(server) as address:
        await SmtpMailer(f"smtp://{address}", SENDER).send(mail)
    assert server.envelopes[0].rcpt_tos == ["inès@exemple.fr"]
    assert parsed(server.content())["To"] == "inès@exemple.fr"
    async with listening(server, enable_SMTPUTF8=False) as address:
        with pytest.raises(MailRefused, match="beyond ASCII"):
            await SmtpMailer(f"smtp://{address}", SENDER).send(mail)
    with pytest.raises(MailRefused, match="Not a mail"):
        await SmtpMailer(f"smtp://{address}", SENDER).send(replace(mail, to="inès @exemple.fr"))


async def test_without_a_server_a_mail_is_a_file_for_our_eyes_only(tmp_path: Path) -> None:
    await open_mailer(None, tmp_path / "mail", SENDER).send(MAIL)
    [file] = files_in(tmp_path / "mail")
    assert file.name.endswith(f"Z-{MAIL.id}.eml")
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    assert parsed(file.read_bytes())["Subject"] == MAIL.subject


async def test_files_of_mails_end(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    await open_mailer(None, folder, SENDER).send(MAIL)
    [file] = files_in(folder)
    cut_short, other_file = file.with_suffix(".new"), folder / "notes.txt"
    for path in (cut_short, other_file):
        path.touch()
    written_at = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    await MailFolder(folder).delete_until(written_at - dt.timedelta(seconds=1))
    assert len(files_in(folder)) == 3
    await MailFolder(folder).delete_until(written_at + dt.timedelta(minutes=1))
    assert files_in(folder) == [other_file]
    await MailFolder(tmp_path / "nowhere").delete_until(written_at)


async def test_files_are_named_in_the_order_of_time(tmp_path: Path) -> None:
    mailer = open_mailer(None, tmp_path, SENDER)
    mails = [OutgoingMail(uuid7(), "i@example.org", str(n), "t", "h") for n in range(3)]
    for mail in reversed(mails):
        await mailer.send(mail)
    assert [parsed(file.read_bytes())["Subject"] for file in files_in(tmp_path)] == ["2", "1", "0"]


async def test_a_folder_that_cannot_be_written_is_for_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")
    with pytest.raises(ConnectionError):
        await FolderMailer(tmp_path / "mail", SENDER).send(MAIL)
