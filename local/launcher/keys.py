"""The keys that tokens are signed and locators are hashed with, made at a data folder's first start and kept there."""

import base64
import json
import secrets
from collections.abc import Iterable
from pathlib import Path

from local.launcher import CannotStartError
from local.launcher.private_file import write_private

FILE = "secrets.json"
KEY_BYTES = 32


def load_or_make(data: Path) -> dict[str, str]:
    """Settings `TOKEN_SIGNING_KEYS` (JSON object: key id → base64url key; the first signs, all verify) and
    `LOCATOR_KEY` (base64url).
    """
    file = data / FILE
    if not file.exists():
        write_private(file, {"TOKEN_SIGNING_KEYS": {"local-1": _new_key()}, "LOCATOR_KEY": _new_key()})
    try:
        match json.loads(file.read_text()):
            case {"TOKEN_SIGNING_KEYS": {**signing}, "LOCATOR_KEY": str(locator)} if _are_texts(signing.values()):
                return {"TOKEN_SIGNING_KEYS": json.dumps(signing), "LOCATOR_KEY": locator}
            case _:
                raise ValueError("other content")
    except ValueError:
        raise CannotStartError(f"{file} is damaged: delete it (tokens given out so far are void then)") from None


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
