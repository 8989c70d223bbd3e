"""Every route of the app, by subject."""

from functions.http.checkout import checkout
from functions.http.conferences import conferences
from functions.http.documentation import documentation
from functions.http.health import health
from functions.http.locate import locate
from functions.http.management.access_code import access_codes
from functions.http.management.conferences import managed_conferences
from functions.http.management.history import conference_history
from functions.http.management.ledger import ledger
from functions.http.management.locate import locate_conferences
from functions.http.management.orders import managed_orders
from functions.http.management.publication import publication
from functions.http.management.seat_types import managed_seat_types
from functions.http.management.settling import settling
from functions.http.order_mail import order_mail
from functions.http.orders import orders
from functions.http.payments import payments
from functions.http.placing import placing
from functions.http.seat_assignments import assignments

MANAGEMENT = (
    managed_conferences,
    locate_conferences,
    access_codes,
    publication,
    managed_seat_types,
    managed_orders,
    settling,
    conference_history,
    ledger,
)
SUBJECTS = (conferences, placing, orders, order_mail, checkout, locate, payments, assignments, *MANAGEMENT, health)

ROUTES = (*SUBJECTS, documentation(SUBJECTS))
