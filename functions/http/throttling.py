"""Guards what opens by a code against trying codes: per e-mail address, and per client network address.

Where very many tries fail in all, somebody tries many codes for many addresses by way of many networks: then each of
them may fail less often. docs/decisions/guessing-codes.md works out what that leaves.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.values import folded
from functions.http.client_address import client_address
from functions.http.problems import TOO_MANY_TRIES, Problem
from functions.http.services import services
from infrastructure.attempts import Attempt, TooManyFailures
from infrastructure.event_store import StorageUnavailable
from infrastructure.locators import keyed_hash


@dataclass(frozen=True, slots=True)
class AllowedFailures:
    """Within 15 minutes, for orders and conferences together."""

    of_an_email: int
    of_a_client: int


USUALLY = AllowedFailures(of_an_email=10, of_a_client=50)
WHILE_MANY_FAIL = AllowedFailures(of_an_email=3, of_a_client=10)


class Try:
    """One try at a code. It counts as a failure from the beginning, until it is forgiven."""

    def __init__(self, attempts: list[Attempt]) -> None:
        self._attempts = attempts

    async def forgive(self) -> None:
        """The code was right, or could not be looked at. Raises StorageUnavailable."""
        for attempt in self._attempts:
            await services().attempts.forgive(attempt)

    async def fail(self) -> None:
        """The code or the address was wrong: it counts among all failures too. Raises StorageUnavailable."""
        await services().failures.add()


async def begin_try(email: str, headers: Mapping[str, str]) -> Try:
    """Raises Problem 429 with Retry-After, whatever the code; a try that is not let in counts for nothing."""
    now = services().clock.now()
    allowed = WHILE_MANY_FAIL if await services().failures.are_many() else USUALLY
    of_client = await _begin("client", client_address(headers), allowed.of_a_client, now)
    try:
        of_email = await _begin("email", folded(email), allowed.of_an_email, now)
    except (Problem, StorageUnavailable):
        await services().attempts.forgive(of_client)
        raise
    return Try([of_client, of_email])


async def begin_request(headers: Mapping[str, str], kind: str, allowed: int) -> None:
    """Counts a request of the client's network, of which `allowed` are let in within 15 minutes. Raises Problem 429."""
    await _begin(f"{kind}-client", client_address(headers), allowed, services().clock.now())


async def _begin(kind: str, subject: str, allowed: int, now: datetime) -> Attempt:
    try:
        return await services().attempts.begin(attempts_of(kind, subject), allowed, now)
    except TooManyFailures as error:
        raise too_many(error) from None


def attempts_of(kind: str, subject: str) -> str:
    """What the attempts of a kind are counted under. Hashed with a key: addresses are personal data, and there are few
    enough of them to try out all."""
    return f"{kind}-{keyed_hash(services().settings.locator_key, 'attempts', kind, subject)}"


def too_many(error: TooManyFailures) -> Problem:
    """The answer to somebody who has to wait."""
    seconds = max(math.ceil(error.retry_after.total_seconds()), 1)
    return Problem(TOO_MANY_TRIES, f"Try again in {seconds} seconds.", headers={"Retry-After": str(seconds)})
