"""What is stored so that only who shows a secret again can have it read: AES-256-GCM under a key made of the secret."""

import hmac
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_PURPOSE = b"sealed content"


def seal(content: bytes, secret: str, place: str) -> bytes:
    """28 bytes more than `content`. `secret`: too long to be guessed; `place`: elsewhere it cannot be opened."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(secret).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, secret: str, place: str) -> bytes:
    """Raises ValueError for what was not sealed with this secret for this place, or changed since."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise ValueError("not sealed with this secret for this place, or changed since") from None


def _cipher(secret: str) -> "AESGCM":
    # The cryptography package takes its time, which a cold start need not wait for.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(hmac.digest(secret.encode(), _PURPOSE, "sha256"))
