"""What is asked of conference management by way of the bus."""

from uuid import UUID

from domain.messages import Command
from domain.values import RaisedFor


class RaiseQuota(Command):
    """`quantity` (positive) more seats of one type, for the reservation of an order that is honoured."""

    conference_id: UUID
    seat_type: UUID
    quantity: int
    raised_for: RaisedFor


class RenewAccessCode(Command):
    """The owner wants another access code. `email`: what whoever asks says the owner's address is."""

    conference_id: UUID
    email: str
