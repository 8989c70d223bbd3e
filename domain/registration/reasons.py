"""Why the registration context refuses something: stable slugs that reach the caller (409s, `Command-Outcome`).

Those of OrderConfirmationRefused are stored in events besides: they never change.
"""

from typing import Final

# An order's clock and its ends
RESERVATION_EXPIRED: Final = "reservation-expired"
ORDER_EXPIRED: Final = "order-expired"
ORDER_CONFIRMED: Final = "order-confirmed"
ORDER_REJECTED: Final = "order-rejected"
AWAITING_ATTENTION: Final = "awaiting-attention"
ORDER_HONOURED: Final = "order-honoured"
NOT_EXPIRED: Final = "not-expired"

# What is wanted of an order
UNKNOWN_ORDER: Final = "unknown-order"
ORDER_EXISTS: Final = "order-exists"
CONFERENCE_OVER: Final = "conference-over"
NO_SEATS: Final = "no-seats"
NOT_RESERVED: Final = "not-reserved"
SUPERSEDED: Final = "superseded"
TOO_MANY_CHANGES: Final = "too-many-changes"
UNKNOWN_CANCEL_REASON: Final = "unknown-cancel-reason"

# How it is paid
UNKNOWN_PAYMENT_TYPE: Final = "unknown-payment-type"
INVOICE_NOT_OFFERED: Final = "invoice-not-offered"
AWAITING_INVOICE_PAYMENT: Final = "awaiting-invoice-payment"
NOT_AWAITING_INVOICE_PAYMENT: Final = "not-awaiting-invoice-payment"
NOT_AWAITING_ATTENTION: Final = "not-awaiting-attention"

# Why a completed payment does not confirm its order. EXPIRED is no verdict on the payment, any other sends it back.
EXPIRED: Final = "expired"
OTHER_AMOUNT: Final = "other-amount"
ANOTHER_PAYMENT: Final = "another-payment"

# Why a late payment awaits the business customer's decision
SEATS_NOT_AVAILABLE: Final = "seats-not-available"

# Seats
UNKNOWN_SEAT_TYPE: Final = "unknown-seat-type"
RESERVATION_COMMITTED: Final = "reservation-committed"
NO_SUCH_POSITION: Final = "no-such-position"
NO_EMAIL: Final = "no-email"
