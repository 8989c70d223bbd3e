"""How the app's parts are joined: what a process of the app is made of, without anything that it would talk to."""

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from functions.services import build
from infrastructure.settings import read_settings
from tests.whole_app import ENVIRONMENT


async def test_what_is_begun_and_what_is_looked_after_is_one_watch_list_and_every_kind_of_stream_is_audited():
    services = build(read_settings(ENVIRONMENT))
    assert services.commands._order_watch is services.order_watch
    assert services.http.wakeups is services.commands._wakeups
    audits = services.sweeper._audits
    assert set(audits) == {ORDER, CONFERENCE, PAYMENT, SEATS_AVAILABILITY, SEAT_ASSIGNMENTS}
    assert audits[ORDER] == services.order_watch.visit


async def test_each_projector_is_told_of_the_streams_that_its_views_show():
    services = build(read_settings(ENVIRONMENT))
    assert set(services.registration_projectors._projectors) == {
        CONFERENCE,
        ORDER,
        SEATS_AVAILABILITY,
        SEAT_ASSIGNMENTS,
    }
    assert set(services.management_projectors._projectors) == {ORDER, SEAT_ASSIGNMENTS, PAYMENT}
