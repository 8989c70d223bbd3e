"""What the emulator refuses, as error conditions that the SDK turns into its exceptions."""

from local.servicebus.amqp.outcomes import ErrorDetail

NOT_FOUND = "amqp:not-found"
NOT_ALLOWED = "amqp:not-allowed"
NOT_IMPLEMENTED = "amqp:not-implemented"
UNAUTHORIZED = "amqp:unauthorized-access"
SIZE_EXCEEDED = "amqp:link:message-size-exceeded"
QUOTA_EXCEEDED = "amqp:resource-limit-exceeded"
ENTITY_DISABLED = "com.microsoft:entity-disabled"
MESSAGE_LOCK_LOST = "com.microsoft:message-lock-lost"
SESSION_LOCK_LOST = "com.microsoft:session-lock-lost"
SESSION_CANNOT_BE_LOCKED = "com.microsoft:session-cannot-be-locked"
TIMEOUT = "com.microsoft:timeout"
MESSAGE_NOT_FOUND = "com.microsoft:message-not-found"
ARGUMENT_ERROR = "com.microsoft:argument-error"
OUT_OF_RANGE = "com.microsoft:argument-out-of-range"


class Refused(Exception):
    """An operation that a client asked for is not done; `detail` goes back to the client."""

    def __init__(self, condition: str, description: str) -> None:
        super().__init__(f"{condition}: {description}")
        self.detail = ErrorDetail(condition, description)
