"""A journal in one SQLite file: after a crash everything is there that was acknowledged."""

import sqlite3
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from local.servicebus.clock import Clock
from local.servicebus.stored_message import StoredMessage

LOCK_SECONDS = 1.0
"""How long an emulator that is about to end may still hold the file."""
_VERSION_1 = """
CREATE TABLE messages (
    entity TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    content BLOB NOT NULL,                      -- as the client encoded it
    enqueued_at INTEGER NOT NULL,               -- times are milliseconds since 1970 UTC
    enqueued_sequence_number INTEGER NOT NULL,
    expires_at INTEGER,
    scheduled_for INTEGER,
    delivery_count INTEGER NOT NULL,
    PRIMARY KEY (entity, sequence_number)
);
CREATE TABLE numbers (entity TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE duplicates (
    entity TEXT NOT NULL,
    message_id TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (entity, message_id)
) WITHOUT ROWID;
"""
_VERSION_2 = """
ALTER TABLE messages ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0;
CREATE TABLE sessions (
    entity TEXT NOT NULL,
    session_id TEXT NOT NULL,
    state BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (entity, session_id)
) WITHOUT ROWID;
"""
_UPGRADES = (_VERSION_1, _VERSION_2)
_STORED = "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CHANGED = "UPDATE messages SET delivery_count = ?, deferred = ? WHERE entity = ? AND sequence_number = ?"
_REMOVED = "DELETE FROM messages WHERE entity = ? AND sequence_number = ?"
_NUMBERED = "INSERT OR REPLACE INTO numbers VALUES (?, ?)"
_REMEMBERED = "INSERT OR REPLACE INTO duplicates VALUES (?, ?, ?)"
_FORGOTTEN = "DELETE FROM duplicates WHERE entity = ? AND message_id = ?"
_STATE_SET = "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)"
_STATE_CLEARED = "DELETE FROM sessions WHERE entity = ? AND session_id = ?"


class JournalError(Exception):
    """The file cannot be used; the text is one line for the user."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open or create the file, for this process alone. Raises `JournalError`."""
    try:
        database = sqlite3.connect(path, timeout=LOCK_SECONDS, autocommit=True)
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        # A commit survives the death of this process. After a power failure the last ones may be missing.
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("BEGIN IMMEDIATE")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.execute("COMMIT")
        if version > len(_UPGRADES):
            raise JournalError(f"journal {path}: written by a later version ({version}); delete it to start empty")
        for number, upgrade in enumerate(_UPGRADES[version:], version + 1):
            database.executescript(f"BEGIN; {upgrade} PRAGMA user_version = {number}; COMMIT;")
    except sqlite3.OperationalError as error:  # in use, or not to be opened at all
        raise JournalError(f"journal {path}: {error}") from error
    except sqlite3.Error as error:
        raise damaged(path, error) from error
    return database


def damaged(path: Path, error: Exception) -> JournalError:
    """It is never deleted unasked: it has messages that nobody else has."""
    return JournalError(f"journal {path}: {error}: delete it to start without its messages")


class SqliteJournal:
    """Group commit: what is noted in one turn of the event loop is one transaction, written at the turn's end.

    If a write fails, `failed` is called and nothing is acknowledged any more.
    """

    def __init__(self, database: sqlite3.Connection, clock: Clock, failed: Callable[[Exception], None]) -> None:
        self._database = database
        self._clock = clock
        self._failed = failed
        self._changes: list[tuple[str, tuple[object, ...]]] = []
        self._numbers: dict[str, int] = {}
        self._callbacks: list[Callable[[], None]] = []
        self._commit_scheduled = False

    def stored(self, entity: str, message: StoredMessage) -> None:
        row = (
            entity,
            message.sequence_number,
            message.content.raw,
            message.enqueued_at,
            message.enqueued_sequence_number,
            message.expires_at,
            message.scheduled_for,
            message.delivery_count,
            message.deferred,
        )
        self._note(_STORED, row)

    def changed(self, entity: str, message: StoredMessage) -> None:
        self._note(_CHANGED, (message.delivery_count, message.deferred, entity, message.sequence_number))

    def removed(self, entity: str, sequence_number: int) -> None:
        self._note(_REMOVED, (entity, sequence_number))

    def numbered(self, entity: str, last: int) -> None:
        self._numbers[entity] = last
        self._commit_soon()

    def remembered(self, entity: str, message_id: str, until: int) -> None:
        self._note(_REMEMBERED, (entity, message_id, until))

    def forgotten(self, entity: str, message_id: str) -> None:
        self._note(_FORGOTTEN, (entity, message_id))

    def session_changed(self, entity: str, session_id: str, state: bytes | None, set_at: int) -> None:
        if state is None:
            self._note(_STATE_CLEARED, (entity, session_id))
        else:
            self._note(_STATE_SET, (entity, session_id, state, set_at))

    def committed(self, callback: Callable[[], None]) -> None:
        if self._commit_scheduled:
            self._callbacks.append(callback)
        else:
            callback()

    def close(self) -> None:
        """Write what is noted and close the file."""
        self._commit()
        self._database.close()

    def _note(self, statement: str, parameters: tuple[object, ...]) -> None:
        self._changes.append((statement, parameters))
        self._commit_soon()

    def _commit_soon(self) -> None:
        if not self._commit_scheduled:
            self._commit_scheduled = True
            self._clock.call_soon(self._commit)

    def _commit(self) -> None:
        changes, self._changes = self._changes, []
        changes += [(_NUMBERED, entry) for entry in self._numbers.items()]
        self._numbers.clear()
        try:
            self._database.execute("BEGIN")
            for statement, group in groupby(changes, key=itemgetter(0)):
                self._database.executemany(statement, [parameters for _, parameters in group])
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self._failed(JournalError(f"journal: {error}"))
            return  # the flag stays: later callbacks wait for ever, too
        self._commit_scheduled = False
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()
