"""Bring back what a journal knows."""

import sqlite3
from collections import Counter

from local.servicebus.messages import parse
from local.servicebus.namespace import Namespace
from local.servicebus.session_queue import SessionQueue
from local.servicebus.stored_message import State, StoredMessage


def restore(database: sqlite3.Connection, namespace: Namespace, now: int) -> Counter[str]:
    """Fill the entities. A message that was locked is active again, with the delivery count it had.

    Returns how many messages belong to entities that the configuration does not have; they stay in the file.
    """
    _restore_numbers(database, namespace)
    _restore_duplicates(database, namespace, now)
    _restore_sessions(database, namespace)
    return _restore_messages(database, namespace)


def _restore_numbers(database: sqlite3.Connection, namespace: Namespace) -> None:
    for entity, last in database.execute("SELECT entity, last FROM numbers"):
        node = namespace.nodes.get(entity)
        if node and node.intake:
            node.intake.numbers.last = last
        elif node and node.queue:
            node.queue.numbers.last = last


def _restore_duplicates(database: sqlite3.Connection, namespace: Namespace, now: int) -> None:
    database.execute("DELETE FROM duplicates WHERE until <= ?", (now,))
    rows = database.execute("SELECT entity, message_id, until FROM duplicates ORDER BY until")
    for entity, message_id, until in rows:
        node = namespace.nodes.get(entity)
        if node and node.intake:
            node.intake.history.restore(message_id, until)


def _restore_sessions(database: sqlite3.Connection, namespace: Namespace) -> None:
    for entity, session_id, state, set_at in database.execute("SELECT entity, session_id, state, set_at FROM sessions"):
        node = namespace.nodes.get(entity)
        if node and isinstance(node.queue, SessionQueue):
            node.queue.restore_state(session_id, state, set_at)


def _restore_messages(database: sqlite3.Connection, namespace: Namespace) -> Counter[str]:
    orphans: Counter[str] = Counter()
    rows = database.execute(
        "SELECT entity, sequence_number, content, enqueued_at, enqueued_sequence_number, expires_at, scheduled_for,"
        " delivery_count, deferred FROM messages ORDER BY entity, sequence_number"
    )
    for entity, number, raw, enqueued_at, original, expires_at, scheduled_for, count, deferred in rows.fetchall():
        state = State.ACTIVE if scheduled_for is None else State.SCHEDULED
        message = StoredMessage(
            number, parse(raw), enqueued_at, original, expires_at, scheduled_for, count, state, bool(deferred)
        )
        node = namespace.nodes.get(entity)
        if node and node.intake and state is State.SCHEDULED:
            node.intake.hold(message)
        elif node and node.queue and state is State.ACTIVE:
            node.queue.restore(message)
        else:
            orphans[entity] += 1
    return orphans
