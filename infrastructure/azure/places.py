"""Every table and container that the app keeps anything in. In Azure the deployment creates them (`bicep/`)."""

from infrastructure.azure.parking import CONTAINER as PARKED
from infrastructure.azure.table_attempts import ATTEMPTS
from infrastructure.azure.table_event_store import TABLES as STREAM_TABLES
from infrastructure.azure.table_idempotency import IDEMPOTENCY
from infrastructure.azure.table_locators import LOCATORS
from infrastructure.azure.table_progress import PROGRESS
from infrastructure.azure.table_slugs import SLUGS
from infrastructure.azure.table_watch_list import WATCH_LIST
from infrastructure.management_views import TABLE as MANAGEMENT_VIEWS
from infrastructure.registration_views import CONTAINER as SEAT_ASSIGNMENTS
from infrastructure.registration_views import TABLE as REGISTRATION_VIEWS

TABLES = tuple(
    sorted(
        {
            *STREAM_TABLES.values(),
            *(ATTEMPTS, IDEMPOTENCY, LOCATORS, MANAGEMENT_VIEWS, PROGRESS, REGISTRATION_VIEWS, SLUGS, WATCH_LIST),
        }
    )
)
CONTAINERS = (PARKED, SEAT_ASSIGNMENTS)
