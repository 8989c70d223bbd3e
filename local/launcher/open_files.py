"""How many files and connections the launcher may have open."""

import resource
from typing import Final

ENOUGH: Final = 10_240


def allow_many() -> None:
    """Each caller of the API takes two connections here; many systems allow 256 or 1,024 files unless asked."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < ENOUGH:
        most = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
