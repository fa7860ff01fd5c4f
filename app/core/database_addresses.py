"""The address of a PostgreSQL as libpq writes it, for a driver that takes fewer of its parameters."""

from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

CONNECT_SECONDS = 5.0
# Parameters of libpq that asyncpg would send to the server, which does not know them.
OF_LIBPQ = frozenset({
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
    *("gssencmode", "gsslib", "gssdelegation", "channel_binding", "client_encoding", "load_balance_hosts"),
    *("sslcompression", "sslsni", "require_auth", "requirepeer", "fallback_application_name"),
})  # fmt: skip


class Address(NamedTuple):
    dsn: str  # for asyncpg
    timeout: float  # seconds until a connection counts as not to be had


def address_of(url: str) -> Address:
    """`url` may name several hosts, and any parameter that libpq knows."""
    parts = urlsplit(url)
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    seconds = float(dict(parameters).get("connect_timeout") or 0)  # 0 is libpq's way of saying: for ever
    pairs = [pair for pair in parameters if pair[0] not in OF_LIBPQ | {"connect_timeout"}]
    dsn = parts._replace(query=urlencode(pairs, quote_via=quote)).geturl()
    return Address(dsn, min(seconds or CONNECT_SECONDS, CONNECT_SECONDS))
