"""The source of a request, as limits count it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

NETWORK = 64  # bits of IPv6 that one subscriber shares: 2⁶⁴ addresses


def source_of(host: str) -> str:
    """Return the address; for IPv6 its network; for an IPv4 address mapped into IPv6 the IPv4 address."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), NETWORK), strict=False).network_address)
