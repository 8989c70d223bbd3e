"""The feature files that share the session's stack."""

from pytest_bdd import scenarios

scenarios(
    "features/conference_on_sale.feature",
    "features/managing_a_conference.feature",
    "features/orders_and_attendees.feature",
    "features/registration.feature",
    "features/payment.feature",
    "features/payment_races.feature",
    "features/prices.feature",
    "features/giving_up.feature",
    "features/seat_assignments.feature",
    "features/finding_an_order.feature",
    "features/mail.feature",
)
