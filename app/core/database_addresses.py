"""Translates a PostgreSQL address as libpq writes it for asyncpg, which knows fewer parameters."""

from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

CONNECT_SECONDS = 5.0
# Parameters of libpq that asyncpg would pass on to the server, which refuses them.
OF_LIBPQ = frozenset({
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
    *("gssencmode", "gsslib", "gssdelegation", "channel_binding", "client_encoding", "load_balance_hosts"),
    *("sslcompression", "sslsni", "require_auth", "requirepeer", "fallback_application_name"),
})  # fmt: skip


class Address(NamedTuple):
    dsn: str  # for asyncpg
    timeout: float  # seconds until a connection attempt fails


def address_of(url: str) -> Address:
    """Parse `url`, which may name several hosts and any parameter of libpq."""
    parts = urlsplit(url)
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    seconds = float(dict(parameters).get("connect_timeout") or 0)  # 0: libpq waits for ever
    pairs = [pair for pair in parameters if pair[0] not in OF_LIBPQ | {"connect_timeout"}]
    dsn = parts._replace(query=urlencode(pairs, quote_via=quote)).geturl()
    return Address(dsn, min(seconds or CONNECT_SECONDS, CONNECT_SECONDS))
