"""Stand-ins for the protobuf messages that the worker library exchanges with the real host over gRPC.

The library never imports protobuf: it takes a namespace of message types (this module) and uses them by attribute
only. The names below are those it uses; `tests/host/test_worker_contract.py` holds them against the installed version.
Names and letter case are the library's, not ours (hence the lint exceptions).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, ClassVar


class TypedData:
    """One value of one kind: `TypedData(string="a")`; `TypedData()` is the unset message.

    Kinds the library accepts on the way in: string, bytes, json, http and the collections below. It first probes the
    attribute `TypedData` and takes the value itself for a wrapper if that succeeds, so every name but the kind must
    raise AttributeError.
    """

    __slots__ = ("kind", "value")

    def __init__(self, **one_field: Any) -> None:
        self.kind: str | None
        self.value: Any
        self.kind, self.value = next(iter(one_field.items()), (None, None))

    def WhichOneof(self, _oneof: str) -> str | None:  # noqa: N802
        return self.kind

    def __getattr__(self, name: str) -> Any:
        if name == self.kind:
            return self.value
        raise AttributeError(name)

    def __repr__(self) -> str:
        return f"TypedData({self.kind}={self.value!r})"


@dataclass(slots=True)
class CollectionString:
    string: Sequence[str]


@dataclass(slots=True)
class CollectionBytes:
    bytes: Sequence[bytes]


@dataclass(slots=True)
class CollectionSInt64:
    sint64: Sequence[int]


@dataclass(slots=True)
class ParameterBinding:
    """A value for one parameter of a function, in either direction."""

    name: str
    data: TypedData

    def WhichOneof(self, _oneof: str) -> str:  # noqa: N802
        return "data"


@dataclass(slots=True)
class RpcHttp:
    """A request on the way in, a response on the way out; `status_code` is a string on the wire."""

    method: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: TypedData | None = None
    status_code: str = ""
    cookies: "Sequence[RpcHttpCookie] | None" = None
    enable_content_negotiation: bool = False


@dataclass(slots=True)
class NullableString:
    value: str


@dataclass(slots=True)
class NullableBool:
    value: bool


@dataclass(slots=True)
class NullableDouble:
    value: float


@dataclass(slots=True)
class Timestamp:
    """Seconds since 1970-01-01T00:00:00Z."""

    seconds: int


@dataclass(slots=True)
class NullableTimestamp:
    value: Timestamp


@dataclass(slots=True)
class RpcHttpCookie:
    """A cookie that a function sets; what is None was not given."""

    # Not an enum class: one of its names is the keyword None.
    SameSite: ClassVar = SimpleNamespace(**{"None": 0, "Lax": 1, "Strict": 2, "ExplicitNone": 3})

    name: str
    value: str
    domain: NullableString | None = None
    path: NullableString | None = None
    expires: NullableTimestamp | None = None
    secure: NullableBool | None = None
    http_only: NullableBool | None = None
    same_site: int = 0
    max_age: NullableDouble | None = None


@dataclass(slots=True)
class RpcException:
    message: str
    stack_trace: str = ""


@dataclass(slots=True)
class StatusResult:
    Failure: ClassVar[int] = 0
    Success: ClassVar[int] = 1

    status: int
    exception: RpcException | None = None


@dataclass(slots=True)
class BindingInfo:
    undefined: ClassVar[int] = 0
    out: ClassVar[int] = 1
    inout: ClassVar[int] = 2

    type: str
    data_type: int | None
    direction: int


@dataclass(slots=True)
class RpcRetryOptions:
    """A retry policy as decorated: `fixed_delay` uses the delay, `exponential_backoff` the two intervals."""

    max_retry_count: int
    retry_strategy: str
    delay_interval: timedelta | None = None
    minimum_interval: timedelta | None = None
    maximum_interval: timedelta | None = None


@dataclass(slots=True)
class RpcFunctionMetadata:
    """One indexed function; `raw_bindings` are JSON objects as text, in reverse order of decoration."""

    name: str
    function_id: str
    managed_dependency_enabled: bool
    directory: str
    script_file: str
    entry_point: str
    is_proxy: bool
    language: str
    bindings: Mapping[str, BindingInfo]
    raw_bindings: Sequence[str]
    retry_options: RpcRetryOptions | None
    properties: Mapping[str, str]


@dataclass(slots=True)
class WorkerMetadata:
    runtime_name: str
    runtime_version: str
    worker_version: str
    worker_bitness: str
    custom_properties: Mapping[str, str]


@dataclass(slots=True)
class WorkerInitResponse:
    capabilities: Mapping[str, str]
    worker_metadata: WorkerMetadata
    result: StatusResult


@dataclass(slots=True)
class FunctionMetadataResponse:
    use_default_metadata_indexing: bool
    function_metadata_results: Sequence[RpcFunctionMetadata] | None
    result: StatusResult


@dataclass(slots=True)
class FunctionLoadResponse:
    function_id: str
    result: StatusResult


@dataclass(slots=True)
class FunctionEnvironmentReloadResponse:
    """Named by the library for placeholder instances in Azure; this host never asks for a reload."""

    result: StatusResult
    capabilities: Mapping[str, str] | None = None
    worker_metadata: WorkerMetadata | None = None


@dataclass(slots=True)
class InvocationResponse:
    invocation_id: str
    result: StatusResult
    return_value: TypedData | None = None
    output_data: Sequence[ParameterBinding] = ()
