"""What a handler is given and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

from functions.http.tracing import Trace
from infrastructure.event_store import Provenance
from infrastructure.tokens import Grant

_DERIVED_IDS = UUID("0f5f7c3e-2f2c-4a53-9a6c-6d1c2b9a4e77")


@dataclass(frozen=True, slots=True)
class Request[B = None, Q = None]:
    """A request that passed every check its operation declares.

    `path`: the route's parameters as sent; `ids`: those of them that are ids (`orderId`). `headers`: names in lower
    case. `token`: what the caller's token is for. `seed`: text that is the same for every sending of one idempotent
    request; None where it carries no key.
    """

    body: B
    query: Q
    path: Mapping[str, str]
    ids: Mapping[str, UUID]
    headers: Mapping[str, str]
    trace: Trace
    token: Grant | None = None
    seed: str | None = None

    @property
    def grant(self) -> Grant:
        """What the token is for, in an operation that demands one."""
        if self.token is None:
            raise LookupError("this operation declares no token")
        return self.token

    @property
    def provenance(self) -> Provenance:
        return self.trace.provenance

    def new_id(self, purpose: str = "command") -> UUID:
        """Random; derived from the Idempotency-Key where there is one, so that sent again means the same."""
        return uuid5(_DERIVED_IDS, f"{purpose} {self.seed}") if self.seed else uuid4()


@dataclass(frozen=True, slots=True)
class Html:
    """A page instead of a model's JSON."""

    text: str


@dataclass(frozen=True, slots=True)
class Csv:
    """A CSV file to be saved under `name`, instead of a model's JSON."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Answer[T = None]:
    """`content`: a value of the declared model, None, Html or Csv. `status`: where it differs from the declared."""

    content: T
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
