"""The stream of a registration process (source: order id): what it learned, what it then knew, what it wants done."""

from uuid import UUID

from domain.messages import Event, Value


class WantedCommand(Value):
    """A command to be sent. `type` and `payload` as `domain.catalogue` reads them; `not_before`: ISO time or None."""

    id: UUID
    type: str
    schema_version: int
    payload: str
    not_before: str | None


class RegistrationProcessAdvanced(Event):
    """`cause`: what it learned; `facts`: all it knows after that (JSON of `process_facts.Facts`, defaults left out).

    Commands that do not fit beside the facts follow in further transitions of the same commit: their `facts` are empty.
    """

    cause: str
    facts: str
    commands: list[WantedCommand]


type RegistrationProcessEvent = RegistrationProcessAdvanced
