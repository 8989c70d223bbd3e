"""Why a payment refuses something: stable slugs that reach the caller."""

from typing import Final

UNKNOWN_PAYMENT: Final = "unknown-payment"
PAYMENT_EXPIRED: Final = "payment-expired"
PAYMENT_REJECTED: Final = "payment-rejected"
PAYMENT_COMPLETED: Final = "payment-completed"
PAYMENT_NOT_COMPLETED: Final = "payment-not-completed"
