"""A real mail server for a test, and a certificate for it."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Server:
    """Takes mails, or answers what it is told to."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.envelopes: list[Envelope] = []
        self.greetings: list[str] = []
        self.signed_in: list[bool | None] = []

    async def handle_EHLO(  # noqa: N802  their name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802  their name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.signed_in.append(session.authenticated)
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802  their name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  their name
        self.envelopes.append(envelope)
        return self.answers.get("data", "250 OK")

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802  their name
        return self.answers.get("quit", "221 Bye")

    def content(self) -> bytes:
        content = self.envelopes[0].content
        assert isinstance(content, bytes)
        return content


class PasswordCheck:
    """Accepts the one right login and password."""

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"me@here", b"p@ss/word"), handled=False)


@asynccontextmanager
async def listening(server: Server, **options: Any) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    over_tls = options.pop("over_tls", None)
    for name, value in {"hostname": "mx.test", "enable_SMTPUTF8": True, "loop": loop}.items():
        options.setdefault(name, value)
    listener = await loop.create_server(lambda: SMTP(server, **options), "127.0.0.1", 0, ssl=over_tls)
    yield f"127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    listener.close()
    await asyncio.sleep(0.05)  # its connections end by themselves


def certified(file: Path) -> Path:
    """The key and the certificate of localhost, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(encoding)
    )
    return file
