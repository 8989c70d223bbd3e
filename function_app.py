"""The Contoso Conference Management System at a glance: every function of the app, by what triggers it."""

import azure.functions as func

from functions.commands.triggers import command_queues
from functions.http.routes import ROUTES
from functions.http.services import provide
from functions.process_managers.triggers import process_managers
from functions.projectors.triggers import projectors
from functions.reactors.mail import mail
from functions.reactors.seat_assignments import seat_assignments
from functions.services import services, settings
from functions.timers.triggers import timers

settings()  # An app whose settings are not right does not start, and says all that is missing or wrong.
provide(lambda: services().http)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for routes in ROUTES:
    app.register_functions(routes)

app.register_functions(command_queues)
app.register_functions(process_managers)
app.register_functions(seat_assignments)
app.register_functions(mail)
app.register_functions(projectors)
app.register_functions(timers)
