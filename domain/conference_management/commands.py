"""What other contexts ask of conference management."""

from uuid import UUID

from domain.messages import Command
from domain.values import RaisedFor


class RaiseQuota(Command):
    """`quantity` (positive) more seats of one type, for the reservation of an order that is honoured."""

    conference_id: UUID
    seat_type: UUID
    quantity: int
    raised_for: RaisedFor
