"""The application is opened by another name than its base address, and photos and voices come and go all the same."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from playwright.async_api import ViewportSize, async_playwright

from tests.client.conftest import MICROPHONE
from tests.client.phones import WAIT, Phone, picture, somebody
from tests.client.test_build import FILES, SOURCES, is_test
from tests.client.test_three_stories import record
from tests.support.live import Live
from tests.web.test_browser import CHROMIUM, FLAGS

NAMES = ("localhost", "another port", "a proxy with TLS", "a proxy that names the host apart")
VOICE = "() => document.querySelector('audio')?.duration > 0"  # of what the server made of it
SHOWN = "() => [...document.images].some(one => one.src.includes('/m/') && one.naturalWidth > 0)"
# Addresses that people are shown, copy or follow: they name the base address.
FOR_PEOPLE = {
    "nouns/portraits.ts",
    "screens/community_public.tsx",
    "screens/community_reports.tsx",
    "screens/manage/report_giving.tsx",
    "screens/manage/room_acts.tsx",
}
ADDRESS = re.compile(r"(?<!request)\.url\b")  # what is asked goes through `ask`, which takes the path alone


def certificate(folder: Path) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "proxy")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2126, 1, 1, tzinfo=UTC)
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)  # noqa: FBT003
    signed = builder.sign(key, hashes.SHA256())
    file = folder / "certificate.pem"
    own_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(own_key + signed.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass  # the browser or the server went away
    finally:
        writer.close()


@asynccontextmanager
async def proxying(
    live: Live, context: ssl.SSLContext | None = None, *, names_apart: bool = False
) -> AsyncIterator[str]:
    """Pass requests on. `names_apart`: under the server's own name, with that of the browser in another header."""
    target = urlsplit(live.url)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection(target.hostname, target.port)
        if names_apart:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                there.close()
                writer.close()
                return
            own = f"Host: {target.netloc}\r\nConnection: close\r\nX-Forwarded-Host: ".encode()
            there.write(re.sub(rb"(?i)\r\nhost: ", b"\r\n" + own, re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head)))
        await asyncio.gather(pump(reader, there), pump(there_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        scheme = "https" if context else "http"
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@asynccontextmanager
async def named(live: Live, name: str, folder: Path) -> AsyncIterator[Live]:
    if name == "localhost":
        yield replace(live, url=live.url.replace("127.0.0.1", "localhost"))
        return
    context = certificate(folder) if name == "a proxy with TLS" else None
    async with proxying(live, context, names_apart=name == "a proxy that names the host apart") as url:
        yield replace(live, url=url)


async def _is_there(phone: Phone, path: str, sign: str) -> None:
    for _ in range(4 * WAIT // 500):  # until the server has made what is shown of it
        await phone.open(path)
        await phone.page.wait_for_timeout(500)
        if await phone.page.evaluate(sign):
            return
    raise AssertionError(await phone.page.content())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
async def test_a_photo_and_a_voice_leave_and_come_back_under_each_name(live: Live, name: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(named(live, name, tmp_path))
        playwright = await stack.enter_async_context(async_playwright())
        flags = [*FLAGS, *MICROPHONE, "--ignore-certificate-errors"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        stack.push_async_callback(browser.close)
        size: ViewportSize = {"width": 390, "height": 844}
        make = partial(browser.new_context, viewport=size, locale="fr-FR", permissions=["microphone"])
        phone, email = await Phone.of(await make(), here), somebody()
        await phone.sign_in(email)
        await phone.photograph(picture())
        await phone.open("/capture")
        await record(phone)
        rows = await phone.everything_sent()
        assert [(file["kind"], file["state"]) for file in rows["files"]] == [("photo", "sent"), ("audio", "sent")]
        sound = rows["files"][1]["id"]
        moments = [item for item in rows["items"] if item["type"] == "experience"]
        [voice] = [item["id"] for item in moments if sound in str(item["server"])]
        other = await Phone.of(await make(), here)
        await other.sign_in(email)
        await _is_there(other, "/", SHOWN)
        await _is_there(other, f"/moments/{voice}", VOICE)
        assert phone.complaints + other.complaints == []


def test_what_the_application_loads_is_a_path_of_its_own_origin() -> None:
    """Answers name the base address: what is asked or shown by the application goes through `pathOf`."""
    users = {}
    for path in FILES:
        name = path.relative_to(SOURCES).as_posix()
        lines = [line for line in path.read_text().splitlines() if ADDRESS.search(line)]
        if not is_test(path) and name not in FOR_PEOPLE:
            users[name] = [line for line in lines if "pathOf(" not in line]
    assert {name: lines for name, lines in users.items() if lines} == {}
    assert len(users) > 100
