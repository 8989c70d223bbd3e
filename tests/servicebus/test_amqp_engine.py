"""The engine without a network: handshake, windows, credit, frame sizes, and peers that break the rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, Frame, FrameReader, encode_frame
from local.servicebus.amqp.outcomes import Accepted
from local.servicebus.amqp.performatives import (
    RECEIVER,
    SENDER,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Open,
    Performative,
    SaslFrame,
    SaslInit,
    Transfer,
    decode_performative,
    encode_performative,
)
from local.servicebus.amqp.values import Described, Symbol, UInt, ULong
from tests.servicebus.peer import MAX_MESSAGE, Peer


@pytest.fixture
def peer() -> Peer:
    peer = Peer()
    peer.open()
    return peer


def closing_error(answers: list[tuple[Performative | SaslFrame, bytes]]) -> object:
    """The condition with which the server closed the connection."""
    close = answers[-1][0]
    assert isinstance(close, Close)
    assert close.error is not None
    assert isinstance(close.error.value, list)
    return close.error.value[0]


def test_credit_is_honoured(peer: Peer) -> None:
    peer.attach(RECEIVER)
    peer.user.to_send = [b"a", b"b", b"c"]
    assert peer.grant(2) == [b"a", b"b"]
    assert peer.grant(2) == []
    assert peer.grant(3) == [b"c"]


def test_draining_uses_up_the_credit(peer: Peer) -> None:
    peer.attach(RECEIVER)
    peer.user.to_send = [b"a"]
    flow = Flow(UInt(1), UInt(100), UInt(1), UInt(100), UInt(0), UInt(0), UInt(10), drain=True)
    transfer, answer = (frame for frame, _ in peer.send(flow))
    assert isinstance(transfer, Transfer)
    assert isinstance(answer, Flow)
    assert (answer.delivery_count, answer.link_credit, answer.drain) == (10, 0, True)
    peer.user.to_send = [b"b"]
    assert peer.grant(10) == []


def test_the_peers_window_holds_transfers_back(peer: Peer) -> None:
    peer.attach(RECEIVER)
    peer.user.to_send = [b"a", b"b", b"c"]
    assert peer.grant(3, window=1) == [b"a"]
    assert peer.grant(3, window=0, next_incoming=2) == []
    assert peer.grant(3, window=100, next_incoming=2) == [b"b", b"c"]


def test_what_waits_for_the_window_is_dropped_with_its_link(peer: Peer) -> None:
    peer.attach(RECEIVER)
    peer.user.to_send = [b"a", b"b"]
    assert peer.grant(2, window=1) == [b"a"]
    peer.send(Detach(UInt(0), closed=True))
    assert peer.grant(2, window=100, next_incoming=2) == []


def test_a_large_message_is_split_into_frames_that_the_peer_takes() -> None:
    peer = Peer()
    peer.open(max_frame_size=512)
    peer.attach(RECEIVER)
    message = bytes(range(256)) * 8
    peer.user.to_send = [message]
    flow = Flow(UInt(1), UInt(100), UInt(1), UInt(100), UInt(0), UInt(0), UInt(1))
    peer.connection.receive(encode_frame(0, encode_performative(flow)))
    raw = peer.connection.take_output()
    frames = [frame for frame in FrameReader().feed(raw) if isinstance(frame, Frame)]
    assert len(frames) == 5
    assert max(len(frame.body) + 8 for frame in frames) <= 512
    parts = []
    for frame in frames:
        value, end = decode_at(frame.body, 0)
        transfer = decode_performative(value)
        assert isinstance(transfer, Transfer)
        assert transfer.more is (frame is not frames[-1])
        parts.append(frame.body[end:])
    assert b"".join(parts) == message


def transfer(payload: bytes, delivery_id: int = 0, *, more: bool = False) -> tuple[Transfer, bytes]:
    return Transfer(UInt(0), UInt(delivery_id), b"t", UInt(0), more=more), payload


def test_the_frames_of_a_message_are_put_together(peer: Peer) -> None:
    peer.attach(SENDER)
    peer.send(*transfer(b"one ", more=True))
    peer.send(Transfer(UInt(0), more=True), b"two ")
    assert peer.user.deliveries == []
    peer.send(Transfer(UInt(0)), b"three")
    assert [delivery.payload for delivery in peer.user.deliveries] == [b"one two three"]


def test_an_aborted_message_never_was(peer: Peer) -> None:
    peer.attach(SENDER)
    peer.send(*transfer(b"half", more=True))
    peer.send(Transfer(UInt(0), more=True, aborted=True))
    peer.send(*transfer(b"whole", 1))
    assert [delivery.payload for delivery in peer.user.deliveries] == [b"whole"]


def test_a_message_beyond_the_limit_is_rejected_and_the_next_one_is_taken(peer: Peer) -> None:
    peer.attach(SENDER)
    for _ in range(2):
        peer.send(*transfer(b"x" * 50_000, more=True))
    [(rejection, _)] = peer.send(*transfer(b"x"))
    assert isinstance(rejection, Disposition)
    assert rejection.state is not None
    assert rejection.state.descriptor == 0x25
    peer.send(*transfer(b"x" * 50_000, 1, more=True))
    peer.send(*transfer(b"x" * 50_000, 1))
    assert [len(delivery.payload) for delivery in peer.user.deliveries] == [MAX_MESSAGE]


def test_a_sender_gets_new_credit_before_it_runs_out(peer: Peer) -> None:
    peer.attach(SENDER)
    flows = []
    for number in range(1000):
        flows += [frame for frame, _ in peer.send(*transfer(b"x", number)) if isinstance(frame, Flow)]
    assert [(flow.delivery_count, flow.link_credit) for flow in flows] == [(500, 1000), (1000, 1000)]


def test_settling_after_the_sender_has_left_says_nothing(peer: Peer) -> None:
    peer.attach(SENDER)
    peer.send(*transfer(b"x"))
    peer.send(Detach(UInt(0), closed=True))
    peer.user.deliveries[0].settle(Accepted())
    assert peer.answers() == []


def test_a_range_of_deliveries_is_settled_one_by_one(peer: Peer) -> None:
    peer.attach(RECEIVER)
    peer.user.to_send = [b"a", b"b", b"c"]
    peer.grant(3)
    state = Described(ULong(0x24), [])
    answers = [frame for frame, _ in peer.send(Disposition(RECEIVER, UInt(1), UInt(2), state=state))]
    assert [(frame.first, frame.settled) for frame in answers if isinstance(frame, Disposition)] == [
        (1, True),
        (2, True),
    ]


def test_frames_on_an_ended_channel_are_ignored_and_the_channel_can_be_used_again(peer: Peer) -> None:
    peer.attach(RECEIVER)
    peer.send(End())
    assert peer.user.detached_links == 1
    assert peer.send(Detach(UInt(0), closed=True)) == []
    [(begun, _)] = peer.send(Begin(None, UInt(1), UInt(100), UInt(100)))
    assert isinstance(begun, Begin)


@pytest.mark.parametrize(
    ("what", "data", "condition"),
    [
        ("a frame that is too large", bytes.fromhex("7fffffff 02000000"), "amqp:connection:framing-error"),
        ("a frame shorter than its header", bytes.fromhex("00000007 02000000"), "amqp:connection:framing-error"),
        ("a data offset beyond the frame", bytes.fromhex("00000008 ff000000"), "amqp:connection:framing-error"),
        ("a body that is no value", bytes.fromhex("00000009 02000000 ff"), "amqp:decode-error"),
        ("a body that is no performative", bytes.fromhex("00000009 02000000 40"), "amqp:decode-error"),
        ("an unknown performative", encode_frame(0, bytes.fromhex("00537f45")), "amqp:decode-error"),
        ("an attach without a name", encode_frame(0, bytes.fromhex("005312 c0 04 03 40 43 41")), "amqp:decode-error"),
        ("a handle that is text", encode_frame(0, bytes.fromhex("005314 c0 04 01 a1 01 61")), "amqp:decode-error"),
        ("a second open", encode_frame(0, encode_performative(Open("again"))), "amqp:not-allowed"),
        ("a channel that was never begun", encode_frame(9, encode_performative(End())), "amqp:not-allowed"),
        (
            "a channel begun twice",
            encode_frame(0, encode_performative(Begin(None, UInt(1), UInt(1), UInt(1)))),
            "amqp:not-allowed",
        ),
        (
            "a SASL frame",
            encode_frame(0, encode_performative(SaslInit(Symbol("PLAIN"))), SASL_FRAME),
            "amqp:not-allowed",
        ),
    ],
)
def test_breaking_the_rules_closes_the_connection_with_the_reason(
    peer: Peer, what: str, data: bytes, condition: str
) -> None:
    peer.attach(RECEIVER)
    assert closing_error(peer.send_raw(data)) == condition
    assert peer.connection.closed
    assert peer.user.detached_links == 1


def test_nothing_is_said_to_a_peer_that_has_not_authenticated() -> None:
    peer = Peer()
    peer.send_raw(AMQP_HEADER)
    assert peer.connection.closed
    skipping = Peer()
    skipping.send_raw(SASL_HEADER)
    skipping.send_raw(encode_frame(0, encode_performative(Open("peer"))))
    assert skipping.connection.closed


def test_an_unknown_mechanism_fails_authentication() -> None:
    peer = Peer()
    peer.send_raw(SASL_HEADER)
    [(outcome, _)] = peer.send_raw(encode_frame(0, encode_performative(SaslInit(Symbol("PLAIN"))), SASL_FRAME))
    assert outcome == (1, None)
    assert peer.connection.closed


@given(st.binary(max_size=300), st.integers(1, 40))
def test_noise_closes_the_connection_and_raises_nothing(noise: bytes, piece: int) -> None:
    peer = Peer()
    peer.open()
    peer.attach(SENDER)
    framed = encode_frame(0, noise)
    for start in range(0, len(framed), piece):
        peer.send_raw(framed[start : start + piece])
