"""Which addresses lie in the public net."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last four bytes
# Python 3.11 takes these for public: sites (RFC 3879), a site's own NAT64 (RFC 8215), relays (RFC 7526), examples
# (RFC 9637), and segments (RFC 9602).
NOT_PUBLIC = tuple(
    map(ip_network, ("fec0::/10", "64:ff9b:1::/48", "192.88.99.0/24", "2001:db8::/32", "3fff::/20", "5f00::/16"))
)


def is_public_address(address: str) -> bool:
    """Tell whether a packet to the address leaves for the public net, also through what carries IPv4 within IPv6.

    Raises ValueError for what is no address.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        inner = inner or (IPv4Address(ip.packed[-4:]) if ip in NAT64 else None)
        if inner is not None:
            return is_public_address(str(inner))
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


def is_here(host: str) -> bool:
    """Tell whether the name or address is that of this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
