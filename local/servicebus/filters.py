"""Correlation filters: which messages of a topic a subscription takes."""

from dataclasses import dataclass, field
from uuid import UUID

from local.servicebus.amqp.values import Value
from local.servicebus.messages import Content

SYSTEM_PROPERTIES = {
    "MessageId": 0,
    "To": 2,
    "Label": 3,
    "ReplyTo": 4,
    "CorrelationId": 5,
    "ContentType": 6,
    "SessionId": 10,
    "ReplyToSessionId": 12,
}
"""Names in the configuration, and the place of each among the properties of an AMQP message."""


@dataclass(frozen=True, slots=True)
class CorrelationFilter:
    """All conditions must hold. Names and values are compared exactly, case included."""

    system: dict[str, str] = field(default_factory=dict)  # keys are those of SYSTEM_PROPERTIES
    application: dict[str, str | int | float | bool] = field(default_factory=dict)

    def matches(self, content: Content) -> bool:
        """Whether the message fulfils every condition; a property that it lacks fulfils none."""
        for name, wanted in self.system.items():
            place = SYSTEM_PROPERTIES[name]
            if place >= len(content.properties) or not _equal(wanted, content.properties[place]):
                return False
        properties = content.application_properties
        return all(name in properties and _equal(wanted, properties[name]) for name, wanted in self.application.items())


def _equal(wanted: str | float | bool, value: Value) -> bool:
    """Numbers equal numbers of any width; true is not 1; text equals text, or an id written as text."""
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if isinstance(wanted, str):
        return wanted == (str(value) if isinstance(value, UUID) else value)
    return isinstance(value, int | float) and wanted == value
