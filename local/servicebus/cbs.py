"""Claims-based security: a client puts a shared access signature to `$cbs` before it opens its links."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import parse_qs

from local.servicebus.requests import Names, Reply, Request

KEY_NAME = "RootManageSharedAccessKey"
KEYS = ("local", "SAS_KEY_VALUE")
"""The emulator's own key, and the one that connection strings for Microsoft's emulator have.

They are public: the emulator listens on the loopback interface only.
"""


class TokenNode:
    """The node `$cbs` of one connection. Calls `authorize` for every token that holds."""

    names = Names("status-code", "status-description", "error-condition")

    def __init__(self, authorize: Callable[[], None]) -> None:
        self._authorize = authorize

    def handle(self, request: Request) -> Reply:
        """Answers 202, or 401 and what is wrong with the token; 501 for another operation."""
        if request.properties.get("operation") != "put-token":
            return Reply(501, f"$cbs knows put-token, not {request.properties.get('operation')!r}")
        problem = token_problem(request.body, time.time())
        if problem:
            return Reply(401, problem)
        self._authorize()
        return Reply(202, "Accepted")


def token_problem(token: object, now: float) -> str | None:
    """What is wrong with a shared access signature at a time in seconds since 1970 UTC; None if it holds."""
    if not isinstance(token, str) or not token.startswith("SharedAccessSignature "):
        return "InvalidToken: a shared access signature is needed"
    fields = {name: values[0] for name, values in parse_qs(token.removeprefix("SharedAccessSignature ")).items()}
    if not {"sr", "sig", "se", "skn"} <= fields.keys() or not fields["se"].isdecimal():
        return "MalformedToken: sr, sig, se and skn are needed"
    if fields["skn"] != KEY_NAME:
        return f"InvalidSignature: the key {fields['skn']} is unknown"
    if int(fields["se"]) <= now:
        return "ExpiredToken: the signature is no longer valid"
    # The signature is made over the resource as it is written in the token, still percent-encoded.
    resource = next(part for part in token.removeprefix("SharedAccessSignature ").split("&") if part.startswith("sr="))
    signed = f"{resource.removeprefix('sr=')}\n{fields['se']}".encode()
    signature = fields["sig"].replace(" ", "+")
    if not any(hmac.compare_digest(_signature(key, signed), signature) for key in KEYS):
        return "InvalidSignature: the token has an invalid signature"
    return None


def _signature(key: str, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(key.encode(), signed, hashlib.sha256)).decode()
