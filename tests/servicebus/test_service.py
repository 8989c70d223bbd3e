"""Which links a client may have, without a network."""

import pytest

from local.servicebus.amqp.performatives import RECEIVER, SENDER, Attach, Detach
from local.servicebus.amqp.values import Described
from local.servicebus.journal import NoJournal
from local.servicebus.namespace import Namespace
from local.servicebus.service import Client
from local.servicebus.settings import NamespaceSettings, QueueSettings
from tests.servicebus.manual_clock import ManualClock
from tests.servicebus.peer import Peer


def refusal(role: bool, address: str | None) -> str:
    """The condition with which an attach of a client without a token is refused."""
    journal = NoJournal()
    namespace = Namespace(NamespaceSettings({"orders": QueueSettings()}, {}), ManualClock(), journal)
    peer = Peer(Client(namespace, journal))
    peer.open()
    (attach, _), (detach, _) = peer.attach(role, address)
    assert isinstance(attach, Attach)
    assert (attach.source, attach.target) == (None, None)
    assert isinstance(detach, Detach)
    assert detach.closed
    assert isinstance(detach.error, Described)
    assert isinstance(detach.error.value, list)
    return str(detach.error.value[0])


@pytest.mark.parametrize("address", ["orders", "orders/$management", "orders/$DeadLetterQueue", "missing"])
@pytest.mark.parametrize("role", [SENDER, RECEIVER])
def test_without_a_token_there_is_no_entity_to_be_had_nor_its_existence_to_be_learnt(role: bool, address: str) -> None:
    assert refusal(role, address) == "amqp:unauthorized-access"


@pytest.mark.parametrize("role", [SENDER, RECEIVER])
def test_a_link_needs_an_address(role: bool) -> None:
    assert refusal(role, None) == "amqp:not-implemented"
