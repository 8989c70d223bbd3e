"""The network that a request came from, as far as one client may have it for itself."""

import ipaddress
from collections.abc import Mapping

UNKNOWN = "unknown"
IPV6_PREFIX = 64


def client_address(headers: Mapping[str, str]) -> str:
    """The last entry of `X-Forwarded-For`, without its port: the one that Azure's own front end appends.

    Of IPv6 the /64 network: a single line has that many addresses, and may use another one for each request.

    What stands before it is what the caller claims. Where there is no such header (a host without a front end) all
    callers are one: `unknown`.
    """
    entry = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    for candidate in (entry, entry.rpartition(":")[0], entry.rpartition(":")[0].strip("[]"), entry.strip("[]")):
        try:
            return _of_one_client(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return UNKNOWN


def _of_one_client(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    match address:
        case ipaddress.IPv4Address():
            return str(address)
        case ipaddress.IPv6Address(ipv4_mapped=ipaddress.IPv4Address() as mapped):
            return str(mapped)
        case ipaddress.IPv6Address():
            return str(ipaddress.IPv6Network((int(address), IPV6_PREFIX), strict=False))
