"""W3C trace context: every invocation is a span of its own, in the caller's trace where there is one."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TRACE_PARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class TraceContext:
    """The shape in which the worker library reads a trace context."""

    trace_parent: str
    trace_state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def continue_trace(parent: str | None, state: str = "") -> TraceContext:
    """A new span in the trace of `parent` (a `traceparent` header), or in a new trace if that is not one."""
    span = os.urandom(8).hex()
    match = _TRACE_PARENT.fullmatch(parent) if parent else None
    if match is None:
        return TraceContext(f"00-{os.urandom(16).hex()}-{span}-01")
    return TraceContext(f"00-{match[1]}-{span}-{match[2]}", state)
