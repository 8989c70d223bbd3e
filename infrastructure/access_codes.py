"""Access codes: what, with an e-mail address, opens an order or a conference to whoever has no token at hand."""

import hmac
import secrets

from domain.values import folded

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without look-alikes: no 0 and O, no 1, I and L."""

ORDER_CODE_LENGTH = 6
CONFERENCE_CODE_LENGTH = 5


def new_access_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def is_same(one: str, other: str) -> bool:
    """Codes and e-mail addresses alike, folded; in constant time."""
    return hmac.compare_digest(folded(one).encode(), folded(other).encode())
