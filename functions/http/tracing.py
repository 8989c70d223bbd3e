"""Which request this is: a W3C trace that every message it causes carries on, and a correlation id to quote."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from infrastructure.event_store import Provenance

_TRACE_PARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_CORRELATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Trace:
    trace_id: str
    trace_parent: str
    correlation_id: str

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Self:
        """The caller's `traceparent` and `x-correlation-id` where they are well-formed, else new ones."""
        given = _TRACE_PARENT.fullmatch(headers.get("traceparent", "").strip())
        if given:
            trace_id, trace_parent = given[1], given[0]
        else:
            trace_id = secrets.token_hex(16)
            trace_parent = f"00-{trace_id}-{secrets.token_hex(8)}-01"
        correlation_id = headers.get("x-correlation-id", "")
        return cls(trace_id, trace_parent, correlation_id if _CORRELATION_ID.fullmatch(correlation_id) else trace_id)

    @property
    def provenance(self) -> Provenance:
        """Nothing that is stored caused the request: it is its own cause."""
        return Provenance(self.correlation_id, self.correlation_id, self.trace_parent)
