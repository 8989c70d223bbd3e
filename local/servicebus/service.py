"""Decide about the links that a client wants: which node, which direction, which refusals."""

from functools import partial

from local.servicebus.amqp.link import IncomingLink, OutgoingLink
from local.servicebus.amqp.termini import source_filter
from local.servicebus.cbs import TokenNode
from local.servicebus.endpoints import PlainReceiver, SendEndpoint
from local.servicebus.errors import (
    ENTITY_DISABLED,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_IMPLEMENTED,
    UNAUTHORIZED,
    Refused,
)
from local.servicebus.journal import Journal
from local.servicebus.limits import MAX_MESSAGE_SIZE, MAX_REQUEST_SIZE
from local.servicebus.management import ManagementNode
from local.servicebus.namespace import Namespace, Node
from local.servicebus.plain_queue import PlainQueue
from local.servicebus.requests import Handler, ReplyLink, RequestSink
from local.servicebus.session_queue import SessionQueue
from local.servicebus.session_receiver import SESSION_FILTER, SessionReceiver

CBS = "$cbs"
MANAGEMENT_SUFFIX = "/$management"


class Client:
    """One connection's view of the namespace. It may attach to entities once it has put a token."""

    def __init__(self, namespace: Namespace, journal: Journal) -> None:
        self._namespace = namespace
        self._journal = journal
        self._authorized = False
        self._token_node = TokenNode(self._authorize)
        self._reply_links: dict[tuple[int, str], ReplyLink] = {}  # by channel and node

    def attached(self, link: IncomingLink | OutgoingLink) -> None:
        """Accept or refuse a link."""
        address = link.target_address if isinstance(link, IncomingLink) else link.source_address
        try:
            if address is None:
                raise Refused(NOT_IMPLEMENTED, "the emulator has no anonymous and no dynamic nodes")
            if isinstance(link, IncomingLink):
                self._accept_sender(link, address)
            else:
                self._accept_receiver(link, address)
        except Refused as refusal:
            link.refuse(refusal.detail)

    def _accept_sender(self, link: IncomingLink, address: str) -> None:
        handler = self._handler(address)
        if handler:
            reply_link = partial(self._reply_link, link.session.channel, address.lower())
            link.accept(RequestSink(handler, reply_link, self._journal), MAX_REQUEST_SIZE)
            return
        node = self._node(address)
        if node.intake is None:
            raise Refused(NOT_ALLOWED, f"nothing can be sent to {node.name}")
        link.accept(SendEndpoint(node.intake, self._journal, node.operations), MAX_MESSAGE_SIZE)

    def _accept_receiver(self, link: OutgoingLink, address: str) -> None:
        if self._handler(address):
            self._accept_replies(link, (link.session.channel, address.lower()))
            return
        node = self._node(address)
        match node.queue, SESSION_FILTER in source_filter(link.attach):
            case None, _:
                raise Refused(NOT_ALLOWED, f"{node.name} is a topic: receive from its subscriptions")
            case SessionQueue() as queue, True:
                SessionReceiver(link, queue, self._journal, node.operations, self).accept()
            case PlainQueue() as queue, False:
                receiver = PlainReceiver(link, queue, self._journal, node.operations)
                queue.attach(receiver)
                link.accept(receiver)
            case SessionQueue(), _:
                kind = "an entity that requires sessions to create a non-sessionful message receiver"
                raise Refused(NOT_ALLOWED, f"It is not possible for {kind}: {node.name}.")
            case _:
                kind = "A sessionful message receiver cannot be created on an entity that does not require sessions"
                raise Refused(NOT_ALLOWED, f"{kind}: {node.name} has no sessions.")

    def _handler(self, address: str) -> Handler | None:
        """What answers requests at the address; None if it is not a node of that kind."""
        if address.lower() == CBS:
            return self._token_node
        if address.lower().endswith(MANAGEMENT_SUFFIX):
            return ManagementNode(self._node(address[: -len(MANAGEMENT_SUFFIX)]), self)
        return None

    def _accept_replies(self, link: OutgoingLink, key: tuple[int, str]) -> None:
        def forget(replies: ReplyLink) -> None:
            if self._reply_links.get(key) is replies:
                del self._reply_links[key]

        self._reply_links[key] = ReplyLink(link, forget)
        link.accept(self._reply_links[key])

    def _reply_link(self, channel: int, address: str) -> ReplyLink | None:
        return self._reply_links.get((channel, address))

    def _node(self, address: str) -> Node:
        """The entity of an address. Raises `Refused`."""
        if not self._authorized:
            raise Refused(UNAUTHORIZED, "put a token to $cbs first")
        node = self._namespace.find(address)
        if node is None:
            raise Refused(NOT_FOUND, f"The messaging entity '{address}' could not be found.")
        if not node.enabled:
            raise Refused(ENTITY_DISABLED, f"{node.name} is disabled")
        return node

    def _authorize(self) -> None:
        self._authorized = True
