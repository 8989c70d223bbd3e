"""What clients do with an entity, counted as Azure bills it: per message, and per 64 KiB of it where it travels."""

from collections import Counter
from typing import Literal

BILLED_BYTES = 64 * 1024

type Operation = Literal["sends", "deliveries", "settlements", "renewals", "peeks", "cancellations"]
type Operations = Counter[Operation]
"""Since the start of the emulator. Each delivery counts, to whichever subscription, the first time or again."""


def transfers(message: bytes) -> int:
    """The operations that sending or delivering the encoded message costs."""
    return max(1, -(-len(message) // BILLED_BYTES))
