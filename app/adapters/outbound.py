"""The only way out to addresses that came from outside (SAFETY 16).

An address must name a host of the operator's list; where that is open, any public name, by https. The host is resolved
once, must lie in the public net, and is contacted at the resolved address. Redirects are not followed.
"""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from app.core.networks import is_here, is_public_address

if TYPE_CHECKING:
    import httpx

SECONDS = 10.0
LARGEST = 64 * 1024  # bytes of an answer
PORT = 443
ANY = "*"  # in place of hosts
OPEN_PORTS = {PORT, 8443}  # where any host may be named


class NotAllowed(ValueError):
    """The address is not allowed."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = ""


class Outbound:
    def __init__(self, hosts: str) -> None:
        """`hosts`: separated by spaces; `*.` stands for any subdomain. This machine has to be named too; then plain
        HTTP is allowed. `*`: any public name.
        """
        self._hosts = frozenset(host.lower() for host in hosts.split())
        self._is_open = ANY in self._hosts

    @cached_property
    def _client(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415  it brings a command line and its colours along: only who sends pays for them

        return httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)

    def allows(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), _port(parts)
        except ValueError:
            return False
        is_open = self._is_open and _is_domain(host) and port in OPEN_PORTS
        if parts.username is not None or parts.password is not None or not (is_open or self._names(host)):
            return False
        return parts.scheme == "https" or (parts.scheme == "http" and is_here(host))

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a POST. Raises NotAllowed, or ConnectionError."""
        return await self._request("POST", url, body, headers)

    async def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Send a GET. Raises NotAllowed, or ConnectionError."""
        return await self._request("GET", url, None, headers)

    async def _request(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        import httpx  # noqa: PLC0415

        if not self.allows(url):
            raise NotAllowed
        parts = urlsplit(url)
        try:
            async with asyncio.timeout(SECONDS):
                place = _at(parts, await _looked_up(parts))
                return await self._send(method, parts, place, body, headers)
        except (httpx.HTTPError, OSError) as error:
            raise ConnectionError(f"No answer: {type(error).__name__}") from None  # its text repeats the address

    async def close(self) -> None:
        if "_client" in vars(self):
            await self._client.aclose()

    async def _send(
        self, method: str, parts: SplitResult, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        request_headers = {**headers, "Host": parts.netloc}
        server = {"sni_hostname": parts.hostname}
        async with self._client.stream(method, url, content=body, headers=request_headers, extensions=server) as answer:
            content = bytearray()
            async for chunk in answer.aiter_raw():
                content += chunk
                if len(content) > LARGEST:
                    break
            return Answer(answer.status_code, bytes(content[:LARGEST]), answer.headers.get("content-type", ""))

    def _names(self, host: str) -> bool:
        _, _, domain = host.partition(".")
        above = [f"*.{host.split('.', n)[n]}" for n in range(1, host.count(".") + 1)] if domain else []
        return bool(host) and not self._hosts.isdisjoint([host, *above])


def _at(parts: SplitResult, address: str) -> str:
    place = f"[{address}]" if ":" in address else address
    return parts._replace(netloc=f"{place}:{_port(parts)}", fragment="").geturl()


def _port(parts: SplitResult) -> int:
    return parts.port or (PORT if parts.scheme == "https" else 80)


async def _looked_up(parts: SplitResult) -> str:
    host = str(parts.hostname)
    loop = asyncio.get_running_loop()
    entries = await loop.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(item[4][0]) for item in entries]
    if not is_here(host) and not all(map(is_public_address, addresses)):
        raise NotAllowed  # a listed name that resolves into a private net
    return addresses[0]


def _is_domain(host: str) -> bool:
    """Tell whether it is a name with a dot, and no address in any of its spellings."""
    last = host.rpartition(".")[2]
    return "." in host and not last[:1].isdigit() and ":" not in host
