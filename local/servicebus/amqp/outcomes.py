"""Errors and delivery outcomes (AMQP 1.0 parts 2.8.14 and 3.4)."""

from dataclasses import dataclass, field

from local.servicebus.amqp.values import AmqpError, Described, Symbol, ULong, Value


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """Why something was refused: a condition for programs, a description for people."""

    condition: str
    description: str = ""
    info: dict[Value, Value] = field(default_factory=dict)

    def described(self) -> Described:
        """The wire form. Always all three elements: the Python SDK reads the third without looking."""
        return Described(ULong(0x1D), [Symbol(self.condition), self.description, self.info])


@dataclass(frozen=True, slots=True)
class Accepted:
    """Done."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Cannot be processed."""

    error: ErrorDetail | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """Given back untouched."""


@dataclass(frozen=True, slots=True)
class Modified:
    """Given back with a changed state."""

    delivery_failed: bool = False
    undeliverable_here: bool = False


type Outcome = Accepted | Rejected | Released | Modified


def encode_outcome(outcome: Outcome) -> Described:
    """The described value of a disposition's state."""
    match outcome:
        case Accepted():
            return Described(ULong(0x24), [])
        case Rejected(error):
            return Described(ULong(0x25), [error.described()] if error else [])
        case Released():
            return Described(ULong(0x26), [])
        case Modified(delivery_failed, undeliverable_here):
            return Described(ULong(0x27), [delivery_failed, undeliverable_here])


def decode_outcome(state: Described | None) -> Outcome | None:
    """The outcome in a disposition; None if it is not terminal (`received`, or no state). Raises `AmqpError`."""
    if state is None:
        return None
    if not isinstance(state.value, list):
        raise AmqpError("a delivery state is a described list")
    match state.descriptor, state.value:
        case 0x23, _:
            return None
        case 0x24, _:
            return Accepted()
        case 0x25, [Described() as error, *_]:
            return Rejected(decode_error(error))
        case 0x25, _:
            return Rejected()
        case 0x26, _:
            return Released()
        case 0x27, fields:
            return Modified(*(flag is True for flag in (*fields, None, None)[:2]))
        case _:
            raise AmqpError(f"unknown delivery state {state.descriptor!r}")


def decode_error(value: Described) -> ErrorDetail:
    """The error in a frame from the peer. Raises `AmqpError`."""
    fields = value.value if value.descriptor == 0x1D and isinstance(value.value, list) else []
    condition, description, info = (*fields, None, None, None)[:3]
    if not isinstance(condition, str):
        raise AmqpError("an error is a described list that starts with its condition")
    return ErrorDetail(
        condition, description if isinstance(description, str) else "", info if isinstance(info, dict) else {}
    )
