"""What a handler is given and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

from functions.http.problems import not_found
from functions.http.tracing import Trace
from functions.http.values import parse_id
from infrastructure.event_store import Provenance
from infrastructure.tokens import Grant

_DERIVED_IDS = UUID("0f5f7c3e-2f2c-4a53-9a6c-6d1c2b9a4e77")


@dataclass(frozen=True, slots=True)
class Request[B = None, Q = None]:
    """A request that passed every check its operation declares.

    `headers`: names in lower case. `path`: the route's parameters. `grant`: what the token is for, where the
    operation takes one. `seed`: text that is the same for every sending of one idempotent request, else None.
    """

    body: B
    query: Q
    path: Mapping[str, str]
    headers: Mapping[str, str]
    trace: Trace
    grant: Grant | None = None
    seed: str | None = None

    def id(self, parameter: str) -> UUID:
        """The path parameter as an id. Raises Problem 404 where it is none."""
        try:
            return parse_id(self.path[parameter])
        except ValueError:
            raise not_found(parameter.removesuffix("Id") or "resource") from None

    @property
    def holder(self) -> Grant:
        """What the token is for, in operations that demand one."""
        if self.grant is None:
            raise LookupError("this operation declares no token")
        return self.grant

    def new_id(self, purpose: str = "command") -> UUID:
        """Random; derived from the Idempotency-Key where the request has one, so that again means the same."""
        return uuid5(_DERIVED_IDS, f"{purpose} {self.seed}") if self.seed else uuid4()

    @property
    def provenance(self) -> Provenance:
        return self.trace.provenance


@dataclass(frozen=True, slots=True)
class Answer[T = None]:
    """`status`: where it differs from the one that the operation declares."""

    content: T
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


