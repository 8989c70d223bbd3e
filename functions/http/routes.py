"""Every route of the app, by subject."""

from functions.http.checkout import checkout
from functions.http.conferences import conferences
from functions.http.documentation import documentation
from functions.http.health import health
from functions.http.locate import locate
from functions.http.orders import orders
from functions.http.payments import payments
from functions.http.placing import placing
from functions.http.seat_assignments import assignments

SUBJECTS = (conferences, placing, orders, checkout, locate, payments, assignments, health)

ROUTES = (*SUBJECTS, documentation(SUBJECTS))
