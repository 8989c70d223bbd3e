"""What the HTTP routes need from the world. Whoever starts the app says how to get it; tests say something else."""

from collections.abc import Callable
from dataclasses import dataclass

from infrastructure.clock import Clock
from infrastructure.idempotency import IdempotencyStore
from infrastructure.tokens import Tokens


@dataclass(frozen=True, slots=True)
class HttpServices:
    clock: Clock
    tokens: Tokens
    idempotency: IdempotencyStore


type Provider = Callable[[], HttpServices]

_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """`provider` is asked at each request, inside the running loop."""
    _providers[:] = [provider]


def services() -> HttpServices:
    return _providers[0]()
