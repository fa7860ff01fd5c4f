"""Mail by SMTP, or as files where there is no server. An outgoing mail becomes a message in one place."""

import asyncio
import os
import re
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
)

from app.core.clock import utc_now
from app.core.ports import Attachment, Mailer, MailRefused, OutgoingMail

HEADER_NAME = re.compile(r"[!-9;-~]+")
ONE_LINE = re.compile(r"[^\r\n\0]{1,900}")  # the longest line that SMTP carries has 998
BEYOND_ASCII = re.compile(r"[^\s<>()\[\]\\,;:@\"]+@[^\s<>()\[\]\\,;:@\"]+")
SECONDS = 25.0  # for one mail: the caller may hold a transaction open
FAREWELL_SECONDS = 2.0
FOR_EVER = 500  # this code and above: a permanent failure
STARTTLS = {"always": True, "auto": None, "never": False}


def open_mailer(url: str | None, folder: Path, sender: str) -> Mailer:
    """`url`: smtp://user:password@host:587?starttls=always|auto|never, or smtps://…; None: files in `folder`."""
    return SmtpMailer(url, sender) if url else FolderMailer(folder, sender)


class MailFolder:
    """The folder of mails that are files: now, or before a mail server was set."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def delete_until(self, instant: datetime) -> None:
        await asyncio.to_thread(_delete, self._folder, instant.timestamp())


class SmtpMailer:
    def __init__(self, url: str, sender: str) -> None:
        """Raises ValueError for a URL or a sender that is none."""
        self._sender = _sender(sender)
        self._server = _server(url) | {"local_hostname": self._sender.domain}  # a look-up would block

    async def send(self, mail: OutgoingMail) -> None:
        message = compose(mail, self._sender)
        client = aiosmtplib.SMTP(**self._server)
        try:
            async with asyncio.timeout(SECONDS):
                await client.connect()
                await client.sendmail(self._sender.addr_spec, [mail.to], message, **_beyond_ascii(mail))
        except (SMTPException, OSError) as error:
            raise _ours(error) from None  # the server's text repeats the address, and exceptions are logged
        finally:
            with suppress(SMTPException):  # the mail was accepted: a later error must not send it twice
                await client.quit(timeout=FAREWELL_SECONDS)
            client.close()


class FolderMailer:
    def __init__(self, folder: Path, sender: str) -> None:
        self._sender = _sender(sender)
        self._folder = folder

    async def send(self, mail: OutgoingMail) -> None:
        message = compose(mail, self._sender)
        name = f"{utc_now():%Y%m%dT%H%M%S.%fZ}-{mail.id}.eml"
        try:
            await asyncio.to_thread(_write, self._folder / name, message)
        except OSError as error:
            raise ConnectionError(f"The mail could not be written: {type(error).__name__}") from error


def compose(mail: OutgoingMail, sender: Address) -> bytes:
    """Build the message. Raises MailRefused where an address or a header can be in no mail."""
    message = EmailMessage(policy=SMTP if mail.to.isascii() else SMTPUTF8)
    try:
        message["From"] = sender
        message["To"] = _address(mail.to)
        message["Subject"] = mail.subject if mail.subject.isascii() else _Words("Subject", mail.subject)
        message["Date"] = format_datetime(utc_now())
        message["Message-ID"] = f"<{mail.id}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in mail.headers:
            message[name] = _Verbatim(name, value)
        message.set_content(mail.text, cte="quoted-printable")
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        if mail.attachment is not None:
            _attach(message, mail.attachment)
    except (ValueError, IndexError, MessageError):
        raise MailRefused("Not a mail: an address or a header is malformed") from None
    return message.as_bytes()


def _attach(message: EmailMessage, calendar: Attachment) -> None:
    """Attach a calendar as mail programs expect it: its method is in the type, too."""
    content, method = calendar.text.encode(), {"method": calendar.method, "charset": "utf-8"}
    message.add_attachment(content, maintype="text", subtype="calendar", filename=calendar.name, params=method)


class _Verbatim(str):
    """A header that is not encoded. EmailMessage would encode a long address, which mail programs then cannot read."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> Self:
        if not (HEADER_NAME.fullmatch(name) and ONE_LINE.fullmatch(value) and value.isascii()):
            raise ValueError("A header is one line of ASCII")
        self = super().__new__(cls, value)
        self.name = name
        return self

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Words(str):
    """A header that is encoded whole. EmailMessage encodes word by word, and loses spaces where it begins a line."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> Self:
        if not ONE_LINE.fullmatch(value):
            raise ValueError("A header is one line")
        self = super().__new__(cls, value)
        self.name = name
        return self

    def fold(self, *, policy: Policy) -> str:
        words = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {words}{policy.linesep}"


def _sender(text: str) -> Address:
    name, address = parseaddr(text)
    return _address(address, name)


def _address(text: str, name: str = "") -> Address:
    local, _, domain = text.rpartition("@")
    if not (local and domain):
        raise ValueError("A mail address is name@domain")
    if text.isascii():
        return Address(name, addr_spec=text)
    if not BEYOND_ASCII.fullmatch(text):  # Address parses ASCII addresses only
        raise ValueError("A mail address has no spaces and no marks")
    return Address(name, local, domain)


def _beyond_ascii(mail: OutgoingMail) -> dict[str, Any]:
    return {} if mail.to.isascii() else {"mail_options": ["SMTPUTF8"]}


def _server(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("A mail server is smtp://host or smtps://host")
    # A password is not sent in the clear unless the URL asks for it.
    starttls = parse_qs(parts.query).get("starttls", ["always" if parts.username else "auto"])[-1]
    if starttls not in STARTTLS:
        raise ValueError("starttls is always, auto or never")
    over_tls = parts.scheme == "smtps"
    return {
        "hostname": parts.hostname,
        "port": parts.port or (465 if over_tls else 587),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "use_tls": over_tls,
        "start_tls": False if over_tls else STARTTLS[starttls],
        "timeout": SECONDS,
    }


def _ours(error: Exception) -> Exception:
    """Map SMTP errors: MailRefused for faults of this one mail, ConnectionError for those that an operator can mend."""
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, SMTPRecipientRefused | SMTPDataError) and error.code >= FOR_EVER:
        return MailRefused(f"The server answered {error.code}")
    if isinstance(error, SMTPNotSupported):
        return MailRefused("The server does not take addresses beyond ASCII")
    code = getattr(error, "code", "")
    return ConnectionError(f"The mail could not be sent now: {type(error).__name__} {code}")


def _write(path: Path, message: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(message)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _delete(folder: Path, instant: float) -> None:
    """Delete the mails that were written by then, and those whose writing was cut short."""
    for file in folder.glob("*Z-*.*"):
        with suppress(FileNotFoundError):  # another worker was faster
            if file.suffix in {".eml", ".new"} and file.stat().st_mtime <= instant:
                file.unlink()
