"""Idempotency-Key: the same request sent again is answered the same again, without a second effect.

Where no token tells callers apart, no answer is kept, since nothing but the key would guard it: the request is carried
out again under the ids that it had before, and the handler answers as for what is there already.
"""

import dataclasses
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

from functions.http.authorization import bearer
from functions.http.operation import Operation
from functions.http.problems import BAD_IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_REUSED, Problem
from functions.http.requests import Request
from functions.http.services import services
from infrastructure.idempotency import Claim, KeptAnswer, KeyReused
from infrastructure.locators import keyed_hash
from infrastructure.sealing import seal, unseal

LONGEST_KEY = 255
_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")


def claim_of(operation: Operation, request: Request[Any, Any]) -> Claim | None:
    """What the request's key stands for; None where it has none or the operation does not honour it.

    Raises Problem 400 for a key that is not 1 to 255 visible ASCII characters.
    """
    key = request.headers.get("idempotency-key")
    if key is None or not operation.honours_key:
        return None
    if not _KEY.fullmatch(key):
        raise Problem(BAD_IDEMPOTENCY_KEY, "An Idempotency-Key has 1 to 255 visible ASCII characters.")
    path = [f"{name}={request.path[name].lower()}" for name in operation.path_parameters]
    scope = _hash(operation.name, *path, _token(request))
    # With a key: a body alone, a name and an address, could be guessed from its hash.
    body = request.body.model_dump_json() if request.body else ""
    fingerprint = keyed_hash(services().settings.locator_key, "request", _token(request), body)
    return Claim(scope, key, fingerprint)


async def once(
    claim: Claim, request: Request[Any, Any], carry_out: Callable[[Request[Any, Any]], Awaitable[KeptAnswer]]
) -> KeptAnswer:
    """Only what succeeded is kept. What was refused raised its Problem: it had no effect, and may fare better later.

    Raises Problem 422 where the key was used for another body.
    """
    store = services().idempotency
    try:
        claimed = await store.claim(claim, services().clock.now())
    except KeyReused:
        raise Problem(IDEMPOTENCY_KEY_REUSED, "Use another Idempotency-Key for another request.") from None
    # Answers hold tokens. The caller's own is what opens a kept answer, and of it storage has nothing but a hash.
    token, place = _token(request), f"{claim.scope} {claim.key}"
    if claimed.answer is not None:
        return dataclasses.replace(claimed.answer, content=unseal(claimed.answer.content, token, place))
    # The moment belongs to it: used again after it was forgotten, the key stands for another command.
    seed = f"{claim.scope} {claim.key} {claim.fingerprint} {claimed.at.isoformat()}"
    answer = await carry_out(dataclasses.replace(request, seed=seed))
    if not token:
        return answer
    sealed = dataclasses.replace(answer, content=seal(answer.content, token, place))
    await store.keep(claim, claimed.at, sealed)
    return answer


def _token(request: Request[Any, Any]) -> str:
    """What tells callers apart: nothing in an operation that demands no token."""
    return (bearer(request.headers) or "") if request.token else ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
