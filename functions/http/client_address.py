"""The network address a request came from."""

import ipaddress
from collections.abc import Mapping

UNKNOWN = "unknown"


def client_address(headers: Mapping[str, str]) -> str:
    """The last entry of `X-Forwarded-For`, without its port: the one that Azure's own front end appends.

    What stands before it is what the caller claims. Where there is no such header (a host without a front end) all
    callers are one: `unknown`.
    """
    entry = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    for candidate in (entry, entry.rpartition(":")[0], entry.rpartition(":")[0].strip("[]"), entry.strip("[]")):
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return UNKNOWN
