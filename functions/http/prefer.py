"""`Prefer: wait=N` (RFC 7240): how long a read may wait for what it asks for."""

import re
from collections.abc import Mapping

LONGEST_WAIT_SECONDS = 20

_SECONDS = re.compile(r'(?P<quote>"?)(\d{1,9})(?P=quote)', re.ASCII)


def preferred_wait(headers: Mapping[str, str]) -> int | None:
    """Seconds, at most 20. None where there is no such preference, or a malformed one, which counts as none.

    Of several the first counts; parameters behind a semicolon are nobody's here.
    """
    for preference in headers.get("prefer", "").split(","):
        name, _, value = preference.partition(";")[0].partition("=")
        if name.strip().lower() == "wait":
            seconds = _SECONDS.fullmatch(value.strip())
            return min(int(seconds[2]), LONGEST_WAIT_SECONDS) if seconds else None
    return None
