"""The order: what a registrant wants, whether it is held and paid, and how it ends. It alone judges its end."""

from domain.registration.order.checkout import next_payment_id
from domain.registration.order.decisions import decide
from domain.registration.order.state import Order, Phase, SetAside, evolve

__all__ = ["Order", "Phase", "SetAside", "decide", "evolve", "next_payment_id"]
