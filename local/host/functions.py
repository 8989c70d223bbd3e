"""What the host knows of a function: its trigger and its outputs."""

from dataclasses import dataclass

from local.host.protos import RpcRetryOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBusOutput:
    """A queue or a topic to which a function sends messages."""

    name: str
    """Of the binding: a parameter (`func.Out`), or `$return` for the return value."""
    entity: str
    is_topic: bool
    connection_string: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOutput:
    """A queue of Azure Storage. (Here and below, `{name}` stands for a value of the invocation.)"""

    name: str
    queue: str
    connection_string: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobOutput:
    name: str
    path: str
    """`container/blob`."""
    connection_string: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOutput:
    name: str
    table: str
    partition_key: str | None
    row_key: str | None
    connection_string: str


type Output = ServiceBusOutput | QueueOutput | BlobOutput | TableOutput


@dataclass(frozen=True, slots=True, kw_only=True)
class _Indexed:
    name: str
    id: str
    parameter: str
    """Name of the Python parameter that takes the trigger's value."""
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFunction(_Indexed):
    route: str
    methods: frozenset[str] | None
    """None: any method."""
    auth_level: str
    """ANONYMOUS, FUNCTION or ADMIN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A queue, or a subscription of a topic."""

    queue_or_topic: str
    subscription: str | None = None

    def __str__(self) -> str:
        return f"{self.queue_or_topic}/{self.subscription}" if self.subscription else self.queue_or_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBusFunction(_Indexed):
    entity: Entity
    connection_string: str
    binary: bool
    """True: the body travels as bytes (`data_type=BINARY`); False: as text, with all that follows from it."""
    auto_complete: bool | None
    """None: host.json decides."""
    many: bool = False
    """True: gets batches (`cardinality="many"`)."""
    sessions: bool = False
    """True: gets messages by session, in order (`is_sessions_enabled`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFunction(_Indexed):
    schedule: str
    """NCRONTAB, six fields, UTC."""
    run_on_startup: bool
    use_monitor: bool
    retry: RpcRetryOptions | None


type Function = HttpFunction | ServiceBusFunction | TimerFunction
