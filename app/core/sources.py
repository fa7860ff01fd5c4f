"""Where a request came from, as limits know it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

NETWORK = 64  # of IPv6, this many bits are one subscriber's: whoever has them has 2⁶⁴ addresses


def source_of(host: str) -> str:
    """The address; over IPv6 its network, and an IPv4 address that comes in IPv6's clothes as itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), NETWORK), strict=False).network_address)
