"""One way out, to hosts that an operator named, and nowhere else that an address leads to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from app.adapters import outbound
from app.adapters.outbound import NotAllowed, Outbound

ODD_ADDRESSES = (  # shared, documentation, multicast; IPv4 within IPv6: mapped, NAT64, 6to4; link-local
    *("100.64.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "::ffff:10.0.0.8"),
    *("64:ff9b::a00:8", "2002:a00:8::1", "fe80::1%eth0", "::"),
    # Which Python 3.11 takes for public: of a site, by its own NAT64, of relays, examples and segments
    *("fec0::1", "feff::1", "64:ff9b:1::a00:8", "192.88.99.1", "2001:db8::1", "3fff::1", "5f00::1"),
)
HOSTS = "push.example.org *.push.example.net localhost 127.0.0.1"


@pytest.fixture
async def out() -> AsyncIterator[Outbound]:
    out = Outbound(HOSTS)
    yield out
    await out.close()


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://push.example.org/a?b#c", True),
        ("https://PUSH.example.org:8443/a", True),
        ("https://eu.push.example.net/a", True),
        ("https://a.eu.push.example.net/a", True),
        ("http://localhost:9/a", True),
        ("http://127.0.0.1:9/a", True),
        ("http://push.example.org/a", False),
        ("https://push.example.org.evil.org/a", False),
        ("https://xpush.example.org/a", False),
        ("https://push.example.net/a", False),
        ("https://push.example.org@evil.org/a", False),
        ("https://evil.org@push.example.org/a", False),
        ("https://evil.org\\@push.example.org/a", False),
        ("https://push.example.org:99999/a", False),
        ("https://[::1]/a", False),
        ("https:///a", False),
        ("https://[/a", False),
        ("ftp://push.example.org/a", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_named_hosts_are_spoken_to(out: Outbound, url: str, *, verdict: bool) -> None:
    assert out.allows(url) is verdict


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://hooks.example.org/a?b", True),
        ("https://hooks.example.org:8443/a", True),
        ("http://hooks.example.org/a", False),
        ("https://hooks.example.org:22/a", False),
        ("https://hooks.example.org:80/a", False),
        ("https://localhost/a", False),
        ("https://intranet/a", False),
        ("https://127.0.0.1/a", False),
        ("https://127.1/a", False),
        ("https://0x7f.1/a", False),
        ("https://2130706433/a", False),
        ("https://10.0.0.8/a", False),
        ("https://93.184.215.14:443/a", False),
        ("https://[2606:4700::1111]/a", False),
        ("https://me@hooks.example.org/a", False),
        ("https://hooks.example.org:99999/a", False),
    ],
)
def test_where_any_host_may_be_named_it_is_a_public_name_by_https(url: str, *, verdict: bool) -> None:
    assert Outbound("*").allows(url) is verdict
    assert not Outbound("none").allows(url)


Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Service:
    """Answers each request with the same bytes; keeps what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.asked: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(await reader.read(65_536))
        writer.write(self._answer)
        await writer.drain()
        writer.close()


async def serve(answering: Answering) -> tuple[asyncio.Server, str]:
    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    return server, f"http://localhost:{server.sockets[0].getsockname()[1]}/ring"


async def test_a_body_and_headers_go_out_and_an_answer_comes_back(out: Outbound) -> None:
    service = Service(b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok")
    server, url = await serve(service)
    async with server:
        answer = await out.post(url, b"bytes", {"TTL": "60"})
    assert (answer.status, answer.body) == (201, b"ok")
    [request] = service.asked
    assert b"TTL: 60" in request
    assert f"Host: {url.split('/')[2]}".encode() in request


async def test_it_does_not_follow_where_it_is_sent(out: Outbound) -> None:
    service = Service(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")
    server, url = await serve(service)
    async with server:
        assert (await out.post(url, b"", {})).status == 302
    assert len(service.asked) == 1


async def test_it_reads_no_more_than_it_needs(out: Outbound) -> None:
    server, url = await serve(Service(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000))
    async with server:
        assert len((await out.post(url, b"", {})).body) == outbound.LARGEST


async def test_it_does_not_wait_for_ever(out: Outbound, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dozing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        writer.close()

    monkeypatch.setattr(outbound, "SECONDS", 0.1)
    server, url = await serve(dozing)
    async with server:
        with pytest.raises(ConnectionError):
            await out.post(url, b"", {})


async def test_nobody_there_is_a_reason_to_try_again(out: Outbound) -> None:
    with pytest.raises(ConnectionError):
        await out.post("http://localhost:9/a", b"", {})


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00::1", *ODD_ADDRESSES])
async def test_a_name_that_leads_into_our_own_net_is_refused(
    out: Outbound, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def found(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
    with pytest.raises(NotAllowed):
        await out.post("https://push.example.org/a", b"", {})


async def test_a_name_is_looked_up_once_and_that_address_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the second time (rebinding) is not asked a second time."""
    out, questions, sent = Outbound("*"), 0, list[str]()

    async def found(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        nonlocal questions
        questions += 1
        address = "93.184.215.14" if questions == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    async def send(_: Outbound, method: str, parts: Any, address: str, *__: object) -> outbound.Answer:
        sent.append(f"{method} {parts.hostname} {address}")
        return outbound.Answer(200, b"")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
    monkeypatch.setattr(Outbound, "_send", send)
    await out.post("https://hooks.example.org/a", b"", {})
    assert (questions, sent) == (1, ["POST hooks.example.org https://93.184.215.14:443/a"])


async def test_what_is_not_named_is_not_even_looked_up(out: Outbound) -> None:
    with pytest.raises(NotAllowed):
        await out.post("https://evil.org/a", b"", {})
