"""Tells of an outage of the broker once when it begins and once when it ends, however many links notice it."""

import logging

from local.host.functions import ServiceBusFunction
from local.host.sb_receiver import ReceiverLostError

_log = logging.getLogger("Host.ServiceBus")


class Outage:
    """As one function sees it."""

    def __init__(self, function: ServiceBusFunction) -> None:
        self._function = function
        self._lasts = False

    def begins(self, error: ReceiverLostError) -> None:
        if not self._lasts:
            _log.warning("%s: cannot receive from %s: %s", self._function.name, self._function.entity, error)
        self._lasts = True

    def ends(self) -> None:
        if self._lasts:
            _log.info("%s: receives from %s again", self._function.name, self._function.entity)
        self._lasts = False
